/** Tests of {@code io.luoledger.simulator.file}. */
@NullMarked
package io.luoledger.simulator.file;

import org.jspecify.annotations.NullMarked;
