/** Whether a host may go to a kernel with what it holds, and the shortest safe way to one. */
@NullMarked
package io.luoledger.abi.plan;

import org.jspecify.annotations.NullMarked;
