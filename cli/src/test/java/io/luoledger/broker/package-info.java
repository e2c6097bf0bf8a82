/** Tests of the embedded broker and its directory, and of the writer against a real broker. */
@NullMarked
package io.luoledger.broker;

import org.jspecify.annotations.NullMarked;
