/** Tests of the stored format and its versions. */
@NullMarked
package io.luoledger.store;

import org.jspecify.annotations.NullMarked;
