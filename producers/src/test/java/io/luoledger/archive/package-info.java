/** Tests of the archive. */
@NullMarked
package io.luoledger.archive;

import org.jspecify.annotations.NullMarked;
