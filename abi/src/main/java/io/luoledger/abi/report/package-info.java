/** Verdicts as text, JSON, JUnit, GitHub annotations and SARIF. */
@NullMarked
package io.luoledger.abi.report;

import org.jspecify.annotations.NullMarked;
