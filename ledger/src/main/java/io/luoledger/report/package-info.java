/** What is asked of a ledger after something failed: which updates and findings are wanted, in which order, and why each failed. */
@NullMarked
package io.luoledger.report;

import org.jspecify.annotations.NullMarked;
