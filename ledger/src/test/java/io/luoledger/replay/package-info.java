/** Tests of the offline drive. */
@NullMarked
package io.luoledger.replay;

import org.jspecify.annotations.NullMarked;
