package io.luoledger.cli;

import io.luoledger.simulator.kernel.Assumption;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.scenario.DeliveryFault;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Scenarios;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What there is to simulate. */
final class SimulationMenu {
    private SimulationMenu() {}

    static void print(PrintWriter out) {
        TextTable menu = new TextTable(2);
        menu.line("scenarios (--scenario NAME):");
        Scenarios.all().forEach(one -> menu.row(one.name(), one.about()));
        menu.line("faults (--faults LIST):");
        Stream.of(Fault.values()).forEach(fault -> menu.row(fault.word(), fault.about()));
        menu.line("faults on the way of events (--faults LIST, with --fleet):");
        Stream.of(DeliveryFault.values()).forEach(fault -> menu.row(fault.word(), fault.about()));
        menu.line("kernels (--kernels LIST):");
        KernelProfiles.names().forEach(name -> menu.row(name, KernelProfiles.about(name)));
        menu.line("machines with PCI devices (machine NAME in scripts):");
        PciMachines.names().forEach(menu::row);
        menu.line("variants of a kernel (RELEASE+VARIANT):");
        KernelProfiles.variants().forEach((name, about) -> menu.row("+" + name, about));
        menu.line("assumptions of the kernel roadmap and of posted variants, where nobody says what they do:");
        Stream.of(Assumption.values()).forEach(one -> menu.row(one.word(), one.about()));
        menu.print(out);
    }

    /** The same, by the names that the options take. */
    static void json(PrintWriter out) {
        Map<String, Object> menu = new LinkedHashMap<>();
        menu.put(
                "scenarios",
                Scenarios.all().stream()
                        .map(one -> new Item(one.name(), one.about()))
                        .toList());
        menu.put(
                "faults",
                Stream.of(Fault.values())
                        .map(one -> new Item(one.word(), one.about()))
                        .toList());
        menu.put(
                "deliveryFaults",
                Stream.of(DeliveryFault.values())
                        .map(one -> new Item(one.word(), one.about()))
                        .toList());
        menu.put(
                "kernels",
                KernelProfiles.names().stream()
                        .map(name -> new Item(name, KernelProfiles.about(name)))
                        .toList());
        menu.put("machines", PciMachines.names());
        menu.put(
                "variants",
                KernelProfiles.variants().entrySet().stream()
                        .map(one -> new Item("+" + one.getKey(), one.getValue()))
                        .toList());
        menu.put(
                "assumptions",
                Stream.of(Assumption.values())
                        .map(one -> new Item(one.word(), one.about()))
                        .toList());
        Json.print(out, menu);
    }

    private record Item(String name, String about) {}
}
