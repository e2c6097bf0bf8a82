package io.luoledger.simulator.pci;

/** A driver as the PCI core sees it. */
public interface PciDriver {
    /** As sysfs calls it. */
    String name();

    /** Whether its id table has the function. A driver that matches nothing binds by driver_override only. */
    boolean matches(PciModel model);

    /** Takes the function. Throws SysError when it won't. */
    void probe(PciDevice device);

    /** Lets go of the function. */
    void remove(PciDevice device);

    /** Whether virtual functions of a function it has get it as their driver_override, as vfio-pci does it. */
    default boolean keepsVirtualFunctions() {
        return false;
    }
}
