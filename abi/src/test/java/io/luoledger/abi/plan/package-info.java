/** Tests of readiness and of the ways between kernels. */
@NullMarked
package io.luoledger.abi.plan;

import org.jspecify.annotations.NullMarked;
