/** Tests of simulated PCI. */
@NullMarked
package io.luoledger.simulator.pci;

import org.jspecify.annotations.NullMarked;
