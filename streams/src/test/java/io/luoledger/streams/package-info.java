/** Tests of the online drive. */
@NullMarked
package io.luoledger.streams;

import org.jspecify.annotations.NullMarked;
