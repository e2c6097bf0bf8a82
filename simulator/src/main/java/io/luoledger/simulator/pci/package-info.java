/** PCI as a host has it: hardware that outlives kernels, and what each kernel finds, numbers and binds of it. */
@NullMarked
package io.luoledger.simulator.pci;

import org.jspecify.annotations.NullMarked;
