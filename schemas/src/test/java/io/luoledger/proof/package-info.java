/** Forged logs and receipts. */
@NullMarked
package io.luoledger.proof;

import org.jspecify.annotations.NullMarked;
