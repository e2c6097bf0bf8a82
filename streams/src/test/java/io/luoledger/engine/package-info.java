/** Tests of an instance of the stream processors. */
@NullMarked
package io.luoledger.engine;

import org.jspecify.annotations.NullMarked;
