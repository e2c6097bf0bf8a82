package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentBdfCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory = Path.of(".");

    @Test
    void shouldTellRatesAndDrawTheSmallestTopology() {
        // When
        Ran ran = Ran.command(
                "experiment", "bdf", "--runs", "60", "--policy", "pci-v9", "--perturbation", "bridge-added-unseen");

        // Then
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .startsWith("60 topologies for each perturbation, seed 1: ")
                .contains("bridge-added-unseen: a switch or bridge is plugged into a slot without spare numbers")
                .containsPattern("pci-v9 +\\S+ \\S+-\\S+")
                .contains("breaks pathNumbersStable under pci-v9")
                .containsPattern("00:01.0 root-port \\[01-01] +00:01.0 root-port \\[01-01]");
    }

    @Test
    void shouldSayWhereNothingBreaksWithTheBoundOfIt() {
        // When
        Ran ran = Ran.command("experiment", "bdf", "--runs", "20", "--policy", "pci-v9", "--perturbation", "nothing");

        // Then
        assertThat(ran.out()).contains("nothing broke under pci-v9: 0 of 20, at most 16.1 %");
    }

    @Test
    void shouldWriteCountsAndAPageThatAsksForNothing() throws IOException {
        // Given
        Path csv = directory.resolve("bdf.csv");
        Path page = directory.resolve("bdf.html");

        // When
        Ran ran = Ran.command(
                "experiment",
                "bdf",
                "--runs",
                "20",
                "--policy",
                "firmware-kept",
                "--policy",
                "pci-v9",
                "--perturbation",
                "assign-busses",
                "--csv",
                csv,
                "--page",
                page,
                "--json");

        // Then
        JsonNode json = JSON.readTree(ran.out());
        assertThat(json.get("cells")).hasSize(10);
        assertThat(json.get("neverBroken").get(0).get("policy").asText()).isEqualTo("pci-v9");
        assertThat(json.get("smallest").get(0).get("plan").get(0).asText()).startsWith("host ");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.getFirst()).isEqualTo("preserved,policy,perturbation,invariant,broken,of,rate,low95,high95");
        assertThat(lines).filteredOn(line -> line.startsWith("function,")).hasSize(10);
        assertThat(lines).contains("function,pci-v9,assign-busses,addressStable,0,20,0.000000,0.000000,0.161125");
        assertThat(Files.readString(page))
                .startsWith("<!doctype html>")
                .contains("<svg", "prefers-color-scheme: dark")
                .doesNotContain("http://", "https://", "src=", "<script", "@import", "url(");
    }

    @Test
    void shouldWriteTheUpdateOfTheSmallestTopologyOnAWholeHost() {
        // Given
        Path log = directory.resolve("moved.avro");

        // When
        Ran ran = Ran.command(
                "experiment",
                "bdf",
                "--runs",
                "60",
                "--policy",
                "firmware-kept",
                "--perturbation",
                "assign-busses",
                "--log",
                log);

        // Then
        assertThat(ran.out()).containsPattern("\\d+ events of 1 host written to .*moved.avro");
        assertThat(Ran.command("findings", log).out()).contains("BDF-WRONG-DEVICE", "BDF-CAUSE-RENUMBERED");
    }

    @Test
    void shouldListWhatThereIs() {
        assertThat(Ran.command("experiment", "bdf", "--list").out())
                .contains("policies:", "pci-v9", "perturbations:", "segment-order", "invariants:", "addressStable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--runs 0 | --runs takes 1 to 1000000, not 0",
                "--policy v10 | --policy: \"v10\", expected one of firmware-kept, assign-busses,",
                "--perturbation rain | --perturbation: \"rain\", expected one of nothing, device-added,",
                "--log x.avro | --log writes one update: expected one --policy and one --perturbation"
            })
    void shouldRefuseWhatItCannotDo(String options, String message) {
        // When
        Ran ran = Ran.command((Object[]) ("experiment bdf " + options).split(" "));

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains(message);
    }

    @Test
    void shouldSayWhenThereIsNoUpdateToWrite() {
        // When
        Ran ran = Ran.command(
                "experiment",
                "bdf",
                "--runs",
                "5",
                "--policy",
                "pci-v9",
                "--perturbation",
                "nothing",
                "--log",
                directory.resolve("none.avro"));

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("nothing broke here that the calls of a script can repeat");
    }
}
