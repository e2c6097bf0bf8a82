/** Where a descriptor comes from, and how it is kept: kernel headers, BTF, JSON, Avro. */
@NullMarked
package io.luoledger.abi.source;

import org.jspecify.annotations.NullMarked;
