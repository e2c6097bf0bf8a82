/** Tests of the PCI enumerations' import. */
@NullMarked
package io.luoledger.pci;

import org.jspecify.annotations.NullMarked;
