/** Tests of the schema registry's client. */
@NullMarked
package io.luoledger.registry;

import org.jspecify.annotations.NullMarked;
