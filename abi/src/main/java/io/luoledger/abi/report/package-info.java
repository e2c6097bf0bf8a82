/** Verdicts and decoded dumps as text, JSON, JUnit, GitHub annotations, SARIF and KTAP, and what a gate fails on. */
@NullMarked
package io.luoledger.abi.report;

import org.jspecify.annotations.NullMarked;
