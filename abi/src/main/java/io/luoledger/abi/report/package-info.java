/** Verdicts and decoded dumps as text, JSON, JUnit, GitHub annotations and SARIF, and what a gate fails on. */
@NullMarked
package io.luoledger.abi.report;

import org.jspecify.annotations.NullMarked;
