package io.luoledger.pci;

import io.luoledger.event.PciAddress;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All PCI functions of a host at one moment.
 *
 * @param kernel the source's number of the kernel that ran, in order
 * @param when what the source calls the moment
 */
record PciMoment(int kernel, String when, SortedMap<PciAddress, PciFunction> functions) {
    PciMoment {
        functions = Collections.unmodifiableSortedMap(new TreeMap<>(functions));
    }
}
