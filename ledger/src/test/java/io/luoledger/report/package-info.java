@NullMarked
package io.luoledger.report;

import org.jspecify.annotations.NullMarked;
