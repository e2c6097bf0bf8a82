/** The shortest safe way from one kernel to another. */
@NullMarked
package io.luoledger.abi.plan;

import org.jspecify.annotations.NullMarked;
