package io.luoledger.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Source;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.pci.NativeDriver;
import io.luoledger.simulator.pci.PciHardware;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.pci.PciOptions;
import io.luoledger.simulator.pci.PciParts;
import io.luoledger.simulator.pci.PciPlatform;
import io.luoledger.simulator.pci.PciRules;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.pci.PciWire;
import io.luoledger.simulator.pci.PreservedFunctions;
import io.luoledger.text.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A simulated host's enumerations are the events that a recorded host's are imported as. */
class SimulatedPciTest {
    private final List<Body> events = new ArrayList<>();
    private final Journal journal =
            new Journal("h", Source.idOf("test"), new LogicalClock(0), draft -> events.add(draft.body()));
    private final PciPlatform platform = PciMachines.named("bridged").orElseThrow();

    private PciSubsystem boot(String commandLine, Set<PciAddress> before) {
        return PciSubsystem.boot(new PciSubsystem.Setup(
                platform.hardware(),
                PciOptions.parse(commandLine),
                PciRules.MAINLINE,
                PreservedFunctions.NONE,
                NativeDriver.ordinary(),
                journal,
                before));
    }

    @ParameterizedTest
    @CsvSource({
        "same,            ''",
        "assign-busses,   pci=assign-busses",
        "hotadd-endpoint, ''",
        "unplug,          ''"
    })
    void shouldTellWhatIsImportedFromTheRecordedHost(String scenario, String commandLine) throws IOException {
        // Given
        Path capture = Path.of("src/test/resources/pci/pci-" + scenario + "-7.3-to-7.3.jsonl");
        List<Body> imported = new ArrayList<>();
        try (var in = Files.newInputStream(capture)) {
            PciKernel.read(TextFile.of(scenario, in))
                    .forEach(kernel -> kernel.moments().forEach(moment -> imported.addAll(moment.changes())));
        }

        // When
        platform.powerOn();
        PciSubsystem pci = boot("", Set.of());
        happen(scenario, pci);
        pci.shutdown();
        boot(commandLine, pci.seen());

        // Then
        assertThat(events.stream().map(SimulatedPciTest::asRecorded)).containsExactlyElementsOf(imported);
    }

    /** The recordings were made before anybody looked at the controls of ports. */
    private static Body asRecorded(Body body) {
        return body instanceof DeviceEnumerated seen
                ? new DeviceEnumerated(
                        seen.address(),
                        seen.identity(),
                        seen.classCode(),
                        seen.bridge(),
                        seen.driver(),
                        seen.virtualFunction(),
                        seen.incoming(),
                        seen.result())
                : body;
    }

    private static void happen(String scenario, PciSubsystem pci) {
        PciHardware hardware = pci.hardware();
        if (scenario.equals("hotadd-endpoint")) {
            PciWire slot = hardware.at("06.0").slot();
            slot.plug(0, PciParts.VIRTIO_NET);
            pci.hotAdded(slot);
        } else if (scenario.equals("unplug")) {
            var net = hardware.at("03.0/00.0/00.0/00.0");
            pci.hotRemoved(net);
            hardware.unplug(net);
        }
    }
}
