/** Enumerations of a host's PCI functions, kernel by kernel, as events: where each function is, and which one it is. */
@NullMarked
package io.luoledger.pci;

import org.jspecify.annotations.NullMarked;
