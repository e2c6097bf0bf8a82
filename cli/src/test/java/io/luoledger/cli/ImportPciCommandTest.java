package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportPciCommandTest {
    private static final Path CAPTURES = Path.of("../producers/src/test/resources/pci");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "same, 0, ''",
        "hotadd-endpoint, 0, ''",
        "unplug, 1, '04:00.0 MISSING'",
        "assign-busses, 1, '0c:00.0 MOVED,0d:01.0 MOVED,0d:02.0 MOVED'"
    })
    void shouldLetReplayTellWhereEachFunctionIs(String scenario, int code, String elsewhere) throws IOException {
        // Given
        Path log = directory.resolve("h1.avro");
        Ran imported = Ran.command(
                "import", "pci", "--host", "h1", CAPTURES.resolve("pci-" + scenario + "-7.3-to-7.3.jsonl"), "-o", log);
        assertThat(imported.code()).as(imported.err()).isZero();

        // When
        Ran replayed = Ran.command("replay", log, "--json");

        // Then
        assertThat(replayed.code()).isEqualTo(code);
        List<String> moved = new ArrayList<>();
        for (JsonNode device : new ObjectMapper().readTree(replayed.out()).at("/hosts/0/devices")) {
            if (!device.get("placement").asText().equals("STABLE")) {
                moved.add(device.get("bdf").asText() + " "
                        + device.get("placement").asText());
            }
        }
        assertThat(String.join(",", moved)).isEqualTo(elsewhere);
    }

    @Test
    void shouldSayWhatItMadeOfEachKernel() throws IOException {
        // Given
        Path log = directory.resolve("h1.avro");
        Path capture = Files.writeString(directory.resolve("pci.jsonl"), """
                {"stage":1,"when":"start","bdf":"0000:00:02.0","vendor":"0x1af4","device":"0x1041","path":"pci0000:00/0000:00:02.0"}
                {"stage":2,"when":"start","bdf":"0000:00:02.0","vendor":"0x1af4","device":"0x1041","path":"pci0000:00/0000:00:02.0"}
                """);

        // When
        Ran ran = Ran.command("import", "pci", "--host", "h1", capture, "--kernel", "7.3.4", "-o", log);

        // Then
        assertThat(ran.out())
                .isEqualTo(String.format(
                        "boot 1  kernel 7.3.4, live update 0%n  functions: 1 at start%n"
                                + "  events: 1 DeviceEnumerated, 1 FilePreserved, 1 KernelBooted%n"
                                + "boot 2  kernel unknown, live update 1%n  functions: 1 at start%n"
                                + "  events: 1 DeviceEnumerated, 1 KernelBooted%n"
                                + "5 events of 1 host written to %s%n",
                        log));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import pci --host h1 | 2 | nothing to import: expected FILE or --sysfs ROOT",
                "import pci --host h1 nowhere.jsonl | 3 | nowhere.jsonl: no such file",
                "import pci --host h1 FILE --sysfs /sys | 2 | FILE and --sysfs given; expected one of them",
                "import pci --host h1 FILE --preserved 3 | 2 | --preserved: not a PCI address: 3, expected ssss:bb:dd.f",
                "import pci --host h1 FILE --preserved 77:00.0 | 2 | --preserved: no function at 0000:77:00.0 in FILE",
                "import pci --host h1 FILE --kernel= | 2 | --kernel \"\": expected 1 to 128 characters without spaces, as of",
                "import pci --host h1 FILE --live-update -1 | 2 | --live-update takes 0 or more, not -1"
            })
    void shouldSayWhatIsWrong(String line, int code, String message) {
        // Given
        String file = CAPTURES.resolve("pci-same-7.3-to-7.3.jsonl").toString();

        // When
        Ran ran = Ran.command((Object[]) line.replace("FILE", file).split(" ", -1));

        // Then
        assertThat(ran.code()).isEqualTo(code);
        assertThat(ran.err()).contains(message.replace(" in FILE", " in " + file));
    }
}
