/** What each struct and field of the preserved state is for, whatever a kernel calls it. */
@NullMarked
package io.luoledger.abi.role;

import org.jspecify.annotations.NullMarked;
