/** Tests. */
@NullMarked
package io.luoledger.dashboard;

import org.jspecify.annotations.NullMarked;
