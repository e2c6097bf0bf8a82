package io.luoledger.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.Draft;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PciImportTest {
    private static final PciImport.Task ALL = new PciImport.Task("h1", 0, List.of(), Set.of());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "same,            21, 0, 21, 21, 0",
        "hotadd-endpoint, 22, 0, 22, 22, 0",
        "unplug,          21, 1, 21, 20, 1",
        "assign-busses,   21, 0, 21, 21, 3"
    })
    void shouldTellEachFunctionOncePerKernel(
            String scenario, int before, int removed, int preserved, int after, int gone) throws IOException {
        // Given
        Path capture = Path.of("src/test/resources/pci/pci-" + scenario + "-7.3-to-7.3.jsonl");

        // When
        List<Draft> events = events(ALL, Files.readString(capture));

        // Then
        assertThat(count(events, 0, "KernelBooted", "DeviceEnumerated", "DeviceRemoved", "FilePreserved"))
                .containsExactly(1, before, removed, preserved);
        assertThat(count(events, 1, "KernelBooted", "DeviceEnumerated", "DeviceRemoved", "FilePreserved"))
                .containsExactly(1, after, gone, 0);
        assertThat(events.stream().map(Draft::source).distinct()).hasSameSizeAs(events);
    }

    @Test
    void shouldReadAFunctionAsSysfsShowsIt() {
        // When
        List<Draft> events = events(
                ALL,
                "{\"stage\":1,\"when\":\"start\",\"bdf\":\"0000:03:00.0\",\"vendor\":\"0x104c\","
                        + "\"device\":\"0x8233\",\"class\":\"0x060400\",\"primary\":\"03\",\"secondary\":\"0a\","
                        + "\"subordinate\":\"10\",\"driver\":\"pcieport\","
                        + "\"path\":\"../../../devices/pci0000:00/0000:00:03.0/0000:02:00.0/0000:03:00.0\"}\n");

        // Then
        assertThat(events.get(1).body())
                .isEqualTo(new DeviceEnumerated(
                        PciAddress.parse("0000:03:00.0"),
                        new PciIdentity(List.of(0x18, 0, 0), 0, 0x104c, 0x8233),
                        0x060400,
                        new BridgeBuses(3, 10, 16),
                        "pcieport",
                        false,
                        null,
                        io.luoledger.event.Result.success()));
    }

    @Test
    void shouldReadATextThatBeginsWithAByteOrderMark() {
        // When
        List<Draft> events = events(
                ALL,
                "\uFEFF{\"kernel\":1,\"bdf\":\"0000:00:03.0\",\"vendor\":\"0x104c\",\"device\":\"0x8233\","
                        + "\"parent\":\"pci0000:00\"}\r\n");

        // Then
        assertThat(enumerated(events)).containsExactly("0000:00:03.0 03.0 104c:8233 root 0");
    }

    @Test
    void shouldFindTheWayFromTheRootByTheParents() {
        // When
        List<Draft> events = events(
                ALL,
                topology(1, "boot", "0000:00:04.0", "pci0000:00")
                        + topology(1, "boot", "0000:40:00.0", "pci0000:40")
                        + topology(1, "boot", "0000:41:00.1", "0000:40:00.0")
                        + topology(1, "boot", "0000:42:00.0", "0000:77:00.0"));

        // Then
        assertThat(enumerated(events))
                .containsExactly(
                        "0000:00:04.0 04.0 1af4:1041 root 0",
                        "0000:40:00.0 00.0 1af4:1041 root 64",
                        "0000:41:00.1 00.0/00.1 1af4:1041 root 64",
                        "0000:42:00.0 ? 1af4:1041 root null");
    }

    @Test
    void shouldTellOnlyWhatChangedLaterInAKernelsLife() {
        // When
        List<Draft> events = events(
                ALL,
                topology(1, "boot", "0000:00:04.0", "pci0000:00")
                        + topology(1, "boot", "0000:00:05.0", "pci0000:00")
                        + topology(1, "later", "0000:00:04.0", "pci0000:00", "vfio-pci")
                        + topology(1, "later", "0000:00:06.0", "pci0000:00"));

        // Then
        assertThat(events.stream().map(event -> event.body().type()))
                .containsExactly(
                        "KernelBooted",
                        "DeviceEnumerated",
                        "FilePreserved",
                        "DeviceEnumerated",
                        "FilePreserved",
                        "DriverBound",
                        "DeviceEnumerated",
                        "FilePreserved",
                        "DeviceRemoved");
    }

    @Test
    void shouldPreserveOnlyWhatIsNamed() {
        // Given
        PciImport.Task some = new PciImport.Task(
                "h1", 3, List.of("7.3.4"), Set.of(PciAddress.parse("00:05.0"), PciAddress.parse("00:09.0")));
        String text =
                topology(1, "boot", "0000:00:04.0", "pci0000:00") + topology(1, "boot", "0000:00:05.0", "pci0000:00");

        // When
        PciImport source = PciImport.of(some, text(text));
        List<Draft> events = events(source);

        // Then
        assertThat(events.stream().map(Draft::body).filter(body -> body.type().equals("FilePreserved")))
                .hasSize(1)
                .allSatisfy(body -> assertThat(body.toString()).contains("0000:00:05.0"));
        assertThat(events.getFirst().boot().liveUpdate()).isEqualTo(3);
        assertThat(events.getFirst().boot().kernel()).isEqualTo("7.3.4");
        assertThat(source.unknownPreserved()).containsExactly(PciAddress.parse("00:09.0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | in: empty, expected " + PciCapture.EXPECTED,
                "`nonsense` | in: line 1: \"nonsense\", expected " + PciCapture.EXPECTED,
                "`{\"when\":\"boot\"}` | in: line 1: neither \"stage\" nor \"kernel\", expected " + PciCapture.EXPECTED,
                "`{\"kernel\":1}` | in: line 1: no \"bdf\"",
                "`{\"kernel\":1,\"bdf\":\"00:00\"}` | in: line 1: \"bdf\": not a PCI address: 00:00, expected ssss:bb:dd.f",
                "`{\"kernel\":1,\"bdf\":\"00:00.0\",\"vendor\":\"x\"}` | in: line 1: \"vendor\" isn't a number: \"x\"",
                "`{\"kernel\":1,\"bdf\":\"00:00.0\",\"vendor\":65536}` | in: line 1: \"vendor\" isn't 16 bits: 65536"
            })
    void shouldSayWhatCannotBeRead(String content, String message) {
        // When / Then
        assertThatThrownBy(() -> events(ALL, content))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseKernelsInTheWrongOrder() {
        // Given
        String text =
                topology(2, "boot", "0000:00:04.0", "pci0000:00") + topology(1, "boot", "0000:00:04.0", "pci0000:00");

        // When / Then
        assertThatThrownBy(() -> events(ALL, text))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("in: line 2: kernel 1 after kernel 2, expected the order of the boots");
    }

    @Test
    void shouldReadASysfs() throws IOException {
        // Given
        Path port = directory.resolve("devices/pci0000:00/0000:00:03.0");
        Path function = port.resolve("0000:02:00.0");
        Path devices = directory.resolve("bus/pci/devices");
        Path driver = directory.resolve("bus/pci/drivers/vfio-pci");
        Files.createDirectories(function);
        Files.createDirectories(devices);
        Files.createDirectories(driver);
        ids(port, "0x1b36", "0x000c");
        ids(function, "0x1af4", "0x1041");
        byte[] config = new byte[64];
        config[0x0e] = (byte) 0x81;
        config[0x19] = 2;
        config[0x1a] = 5;
        Files.write(port.resolve("config"), config);
        Files.createSymbolicLink(function.resolve("driver"), driver);
        Files.createSymbolicLink(devices.resolve("0000:00:03.0"), port);
        Files.createSymbolicLink(devices.resolve("0000:02:00.0"), function);

        // When
        List<Draft> events = events(PciImport.of(ALL, directory));

        // Then
        assertThat(enumerated(events))
                .containsExactly("0000:00:03.0 03.0 1b36:000c root 0", "0000:02:00.0 03.0/00.0 1af4:1041 root 0");
        DeviceEnumerated first = (DeviceEnumerated) events.get(1).body();
        DeviceEnumerated second = (DeviceEnumerated) events.get(3).body();
        assertThat(first.bridge()).isEqualTo(new BridgeBuses(0, 2, 5));
        assertThat(second.bridge()).isNull();
        assertThat(second.driver()).isEqualTo("vfio-pci");
    }

    @Test
    void shouldSayThatADirectoryIsNoSysfs() {
        // When / Then
        assertThatThrownBy(() -> PciImport.of(ALL, directory))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(directory + ": no bus/pci/devices in it, expected the root of a sysfs, as /sys");
    }

    private static void ids(Path function, String vendor, String device) throws IOException {
        Files.writeString(function.resolve("vendor"), vendor + "\n");
        Files.writeString(function.resolve("device"), device + "\n");
    }

    private static String topology(int kernel, String when, String bdf, String parent) {
        return topology(kernel, when, bdf, parent, "");
    }

    private static String topology(int kernel, String when, String bdf, String parent, String driver) {
        return "{\"kernel\":%d,\"when\":\"%s\",\"segment\":0,\"bdf\":\"%s\",\"parent\":\"%s\",\"driver\":\"%s\",\"vendor\":\"0x1af4\",\"device\":\"0x1041\",\"physfn\":\"\"}\n"
                .formatted(kernel, when, bdf, parent, driver);
    }

    private static List<String> enumerated(List<Draft> events) {
        List<String> told = new ArrayList<>();
        for (Draft event : events) {
            if (event.body() instanceof DeviceEnumerated device) {
                told.add(device.address() + " " + device.identity() + " root "
                        + device.identity().rootBus());
            }
        }
        return told;
    }

    private static List<Integer> count(List<Draft> events, long liveUpdate, String... types) {
        List<Integer> counts = new ArrayList<>();
        for (String type : types) {
            counts.add((int) events.stream()
                    .filter(event -> event.boot().liveUpdate() == liveUpdate)
                    .map(Draft::body)
                    .map(Body::type)
                    .filter(type::equals)
                    .count());
        }
        return counts;
    }

    private static List<Draft> events(PciImport.Task task, String content) {
        return events(PciImport.of(task, text(content)));
    }

    private static List<Draft> events(PciImport source) {
        List<Draft> events = new ArrayList<>();
        source.forEach(events::add);
        return events;
    }

    private static TextFile text(String content) {
        return TextFile.of("in", new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}
