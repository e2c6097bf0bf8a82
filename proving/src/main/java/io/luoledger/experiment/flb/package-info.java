/**
 * The incoming half of an FLB, with the PCI core as its user, as models: how can {@code pci_flb_finish()} be synchronised with those who look
 * something up in what it frees, and should an FLB refuse to be retrieved after its finish?
 */
@NullMarked
package io.luoledger.experiment.flb;

import org.jspecify.annotations.NullMarked;
