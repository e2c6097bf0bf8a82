/** Tests of the importers of headers and BTF, and of their limits. */
@NullMarked
package io.luoledger.abi.source;

import org.jspecify.annotations.NullMarked;
