/** Tests of the core, told as given(events).when(event).then(findings). */
@NullMarked
package io.luoledger.core;

import org.jspecify.annotations.NullMarked;
