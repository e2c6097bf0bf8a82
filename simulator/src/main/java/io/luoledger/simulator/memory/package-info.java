/** Physical memory, the preserved-state layouts that kernels read and write in it, and its hand-over (KHO). */
@NullMarked
package io.luoledger.simulator.memory;

import org.jspecify.annotations.NullMarked;
