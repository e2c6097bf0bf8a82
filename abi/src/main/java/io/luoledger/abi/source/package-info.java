/** Where a descriptor comes from: kernel headers, BTF, JSON. */
@NullMarked
package io.luoledger.abi.source;

import org.jspecify.annotations.NullMarked;
