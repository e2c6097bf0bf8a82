package io.luoledger.cli;

import io.luoledger.simulator.kernel.Assumption;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.scenario.DeliveryFault;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.Scenarios;
import java.io.PrintWriter;

/** What there is to simulate. */
final class SimulationMenu {
    private SimulationMenu() {}

    static void print(PrintWriter out) {
        out.println("scenarios (--scenario NAME):");
        for (Scenario one : Scenarios.all()) {
            out.printf("  %-26s %s%n", one.name(), one.about());
        }
        out.println("faults (--faults LIST):");
        for (Fault fault : Fault.values()) {
            out.printf("  %-26s %s%n", fault.word(), fault.about());
        }
        out.println("faults on the way of events (--faults LIST, with --fleet):");
        for (DeliveryFault fault : DeliveryFault.values()) {
            out.printf("  %-26s %s%n", fault.word(), fault.about());
        }
        out.println("kernels (--kernels LIST):");
        for (String name : KernelProfiles.names()) {
            out.printf("  %-26s %s%n", name, KernelProfiles.about(name));
        }
        out.println("machines with PCI devices (machine NAME in scripts):");
        for (String name : PciMachines.names()) {
            out.println("  " + name);
        }
        out.println("variants of a kernel (RELEASE+VARIANT):");
        KernelProfiles.variants().forEach((name, about) -> out.printf("  %-26s %s%n", "+" + name, about));
        out.println("assumptions of the kernel roadmap, where no series says what it does:");
        for (Assumption assumption : Assumption.values()) {
            out.printf("  %-26s %s%n", assumption.word(), assumption.about());
        }
    }
}
