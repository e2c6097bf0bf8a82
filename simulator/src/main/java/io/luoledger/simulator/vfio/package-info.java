/** VFIO of one simulated kernel: devices of the vfio-pci driver, their files, groups, containers and iommufd contexts. */
@NullMarked
package io.luoledger.simulator.vfio;

import org.jspecify.annotations.NullMarked;
