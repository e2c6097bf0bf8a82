package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What holds for every service of the compose file, also for one whose image isn't to be had here. */
class ComposeFileTest {
    private static final Path FILE = Path.of("..", "docker-compose.yml");

    @Test
    void shouldGiveNoServiceMoreThanItNeeds() throws IOException {
        // When
        Map<?, ?> services = services();

        // Then
        assertThat(services).hasSizeGreaterThan(15).allSatisfy((name, value) -> {
            Map<?, ?> service = (Map<?, ?>) value;
            assertThat(service.get("read_only")).as("read_only of %s", name).isEqualTo(true);
            assertThat(service.get("cap_drop")).as("cap_drop of %s", name).isEqualTo(List.of("ALL"));
            assertThat(service.get("security_opt"))
                    .as("security_opt of %s", name)
                    .isEqualTo(List.of("no-new-privileges:true"));
            assertThat(service.containsKey("mem_limit"))
                    .as("mem_limit of %s", name)
                    .isTrue();
            assertThat(service.containsKey("cpus")).as("cpus of %s", name).isTrue();
            assertThat(service.containsKey("pids_limit"))
                    .as("pids_limit of %s", name)
                    .isTrue();
            assertThat(String.valueOf(service.get("image")))
                    .as("image of %s", name)
                    .matches(".*:[v0-9.}]+")
                    .doesNotContain("latest");
            assertThat(String.valueOf(service.get("user")))
                    .as("user of %s", name)
                    .doesNotStartWith("0");
            assertThat(service.containsKey("privileged"))
                    .as("privileged of %s", name)
                    .isFalse();
            assertThat((List<?>) service.get("profiles"))
                    .as("profiles of %s", name)
                    .hasSize(service.containsKey("build") ? 3 : 1);
        });
    }

    /** Two that build the same image at the same time fail each other where compose builds by buildx. */
    @Test
    void shouldBuildTheImageOnce() throws IOException {
        assertThat(services().values().stream().filter(service -> ((Map<?, ?>) service).containsKey("build")))
                .hasSize(1);
    }

    @Test
    void shouldPublishOnLoopbackAlone() throws IOException {
        // When
        List<String> ports = new ArrayList<>();
        services().values().forEach(service -> {
            if (((Map<?, ?>) service).get("ports") instanceof List<?> list) {
                list.forEach(port -> ports.add(String.valueOf(port)));
            }
        });

        // Then
        assertThat(ports).hasSize(10).allMatch(port -> port.startsWith("127.0.0.1:${LUO_LEDGER_"));
    }

    /** One that goes on has a health check; one that others wait for, or that does one thing, has an end. */
    @Test
    void shouldWatchWhatGoesOn() throws IOException {
        assertThat(services()).allSatisfy((name, value) -> {
            Map<?, ?> service = (Map<?, ?>) value;
            assertThat(service.containsKey("healthcheck"))
                    .as("healthcheck of %s", name)
                    .isEqualTo(service.containsKey("restart"));
        });
    }

    private static Map<?, ?> services() throws IOException {
        Map<String, Map<?, ?>> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE));
        return file.getOrDefault("services", Map.of());
    }
}
