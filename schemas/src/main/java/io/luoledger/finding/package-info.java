/** Findings: what checks say, under stable ids. */
@NullMarked
package io.luoledger.finding;

import org.jspecify.annotations.NullMarked;
