package io.luoledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.Output.FindingRaised;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Token;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However the addresses are dealt anew, and in whatever order they are enumerated: every function is found. */
class PlacementProperties {
    private static final int HIERARCHIES = 3;
    private static final int DRIVES = 3;
    private static final int SEGMENTS = 0x10000;

    /** A drive of a hierarchy: those at the same port of another one are equal to it. */
    private record Drive(int hierarchy, int port) {
        PciIdentity identity() {
            return new PciIdentity(List.of((port + 1) << 3, 0), 0, 0x1b36, 0x0010);
        }
    }

    /** Which segment each hierarchy has, and which bus each drive is on. */
    private record Numbers(List<Integer> segments, List<List<Integer>> buses) {
        static Numbers of(Random random) {
            List<Integer> segments = shuffled(HIERARCHIES, random);
            return new Numbers(
                    segments,
                    segments.stream().map(any -> shuffled(DRIVES, random)).toList());
        }

        private static List<Integer> shuffled(int count, Random random) {
            List<Integer> all = IntStream.range(0, count).boxed().collect(Collectors.toCollection(ArrayList::new));
            Collections.shuffle(all, random);
            return all;
        }

        PciAddress host(int hierarchy) {
            return PciAddress.of(SEGMENTS + segments.get(hierarchy), 0, 0);
        }

        PciAddress address(Drive drive) {
            int bus = 1 + buses.get(drive.hierarchy()).get(drive.port());
            return PciAddress.of(SEGMENTS + segments.get(drive.hierarchy()), bus, 0);
        }

        List<DeviceEnumerated> enumeration(Random random) {
            List<DeviceEnumerated> all = new ArrayList<>();
            for (int hierarchy = 0; hierarchy < HIERARCHIES; hierarchy++) {
                all.add(enumerated(host(hierarchy), new PciIdentity(List.of(0), 0, 0x8086, 0xa000 + hierarchy)));
            }
            drives().forEach(drive -> all.add(enumerated(address(drive), drive.identity())));
            Collections.shuffle(all, random);
            return all;
        }
    }

    @Property(tries = 200)
    void shouldFindEveryFunctionWhateverItsAddressAndTheOrderOfEnumeration(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        Numbers before = Numbers.of(random);
        Numbers after = Numbers.of(random);
        LogScript log = LogScript.host("h1")
                .out(before.enumeration(random).toArray(DeviceEnumerated[]::new))
                .out(LogScript.created("vm"));
        drives().forEach(drive -> log.out(new FilePreserved(
                Session.named("vm"),
                new Token(drive.hierarchy() * DRIVES + drive.port() + 1),
                "vfio-pci-v1",
                null,
                before.address(drive),
                Result.success())));
        log.out(LogScript.handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(after.enumeration(random).toArray(DeviceEnumerated[]::new));

        // When
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        Set<String> findings = new TreeSet<>();
        List<String> twice = new ArrayList<>();
        for (RecordedEvent event : log.events()) {
            for (Output output : ledger.apply(entities, event)) {
                if (output instanceof FindingRaised raised && ofPlace(raised) && !findings.add(text(raised))) {
                    twice.add(text(raised));
                }
            }
        }

        // Then
        assertThat(twice).isEmpty();
        assertThat(Objects.requireNonNull(HostView.of(entities, "h1")).devices().stream()
                        .map(device -> device.address() + " " + device.placement() + " at " + device.foundAt()))
                .containsExactlyInAnyOrderElementsOf(truth(drive -> List.of(before.address(drive) + " "
                        + (stays(drive, before, after) ? "STABLE" : "REPLACED") + " at " + after.address(drive))));
        assertThat(findings).containsExactlyInAnyOrderElementsOf(truth(drive -> told(drive, before, after)));
    }

    /** Where every drive's address has a drive after the kexec, one that left its address was replaced. */
    private static List<String> told(Drive drive, Numbers before, Numbers after) {
        if (stays(drive, before, after)) {
            return List.of();
        }
        boolean sameSegment =
                before.address(drive).segment() == after.address(drive).segment();
        return List.of(
                "BDF-REPLACED device " + before.address(drive),
                (sameSegment ? "BDF-MOVED" : "BDF-SEGMENT") + " device " + before.address(drive));
    }

    private static boolean stays(Drive drive, Numbers before, Numbers after) {
        return before.address(drive).equals(after.address(drive));
    }

    private static List<String> truth(Function<Drive, List<String>> of) {
        return drives().stream().flatMap(drive -> of.apply(drive).stream()).toList();
    }

    private static List<Drive> drives() {
        List<Drive> all = new ArrayList<>();
        for (int hierarchy = 0; hierarchy < HIERARCHIES; hierarchy++) {
            for (int port = 0; port < DRIVES; port++) {
                all.add(new Drive(hierarchy, port));
            }
        }
        return all;
    }

    private static boolean ofPlace(FindingRaised raised) {
        String id = raised.finding().kind().id();
        return id.startsWith("BDF-") && !id.startsWith("BDF-RISK") && !id.startsWith("BDF-CAUSE");
    }

    private static String text(FindingRaised raised) {
        return raised.finding().kind().id() + " " + raised.finding().subject();
    }

    private static DeviceEnumerated enumerated(PciAddress address, PciIdentity identity) {
        return new DeviceEnumerated(address, identity, null, null, null, false, null, Result.success());
    }
}
