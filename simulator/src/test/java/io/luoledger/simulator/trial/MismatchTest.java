package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.Consequence;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfile.Option;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructLayout;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.ResultLine;
import io.luoledger.simulator.script.ScriptRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pairs of real kernels whose ABIs differ: the simulated pair goes the same way, because of what it reads. */
class MismatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Variant(String name, JsonNode json) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Variant> variants() throws IOException {
        List<Variant> variants = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        MismatchTest.class.getResourceAsStream("/abi-mismatch/variants.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode json = JSON.readTree(line);
                variants.add(new Variant(json.get("variant").asText(), json));
            }
        }
        return variants;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldAnswerEveryCallAsTheRealPairDid(Variant variant) throws IOException {
        // Given
        JsonNode recorded = variant.json().get("ops");
        OpScript script = OpScript.parse("main", script(recorded));

        // When
        List<ResultLine> lines = new ArrayList<>();
        new ScriptRunner(Journal.unread(), List.of(profile(variant, "from"), profile(variant, "to")), "b00")
                .run(List.of(script), lines::add);

        // Then
        for (JsonNode stage : recorded) {
            JsonNode got =
                    JSON.readTree(lines.get(stage.get("stage").asInt() - 1).json());
            for (int i = 0; i < stage.get("ops").size(); i++) {
                JsonNode op = stage.get("ops").get(i);
                if (op.get("op").asText().equals("meminfo")) {
                    continue;
                }
                assertThat(got.get("ops").get(i))
                        .as("stage %s op %d", stage.get("stage"), i)
                        .isEqualTo(op);
            }
        }
        if (recorded.size() == 1) {
            assertThat(lines.get(1).diedIn()).as("died at boot").isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldFindTheConsequenceToTheWord(Variant variant) {
        // Given
        KernelProfile from = profile(variant, "from");
        KernelProfile to = profile(variant, "to");

        // When
        String words = Consequence.text(HandoverTrial.between(from, to));

        // Then
        boolean defect = variant.json().get("outcome").asText().equals("DEFECT");
        assertThat(words)
                .isEqualTo(defect ? "none" : variant.json().get("consequence").asText());
    }

    private static String script(JsonNode stages) {
        StringBuilder text = new StringBuilder();
        for (JsonNode stage : stages) {
            text.append('%').append(stage.get("stage").asInt()).append('\n');
            for (JsonNode op : stage.get("ops")) {
                text.append(op.get("op").asText());
                op.get("args").forEach(arg -> text.append(' ').append(arg.asText()));
                text.append('\n');
            }
        }
        if (stages.size() == 1) {
            text.append("%2\nmeminfo\n");
        }
        return text.toString();
    }

    private static KernelProfile profile(Variant variant, String side) {
        JsonNode facts = variant.json().get(side);
        KernelProfile plain = KernelProfiles.find("7.3").orElseThrow();
        Map<String, String> strings = new LinkedHashMap<>();
        facts.get("strings").properties().forEach(entry -> {
            if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                strings.put(entry.getKey(), entry.getValue().asText());
            }
        });
        if (!facts.get("semantics").isNull() && facts.get("semantics").asText().contains("flags is written as 1")) {
            strings.put("MEMFD_LUO_SER_FLAGS", "1");
        }
        Map<String, StructLayout> structs = new LinkedHashMap<>();
        facts.get("structs")
                .properties()
                .forEach(entry -> structs.put(entry.getKey(), layout(entry.getKey(), entry.getValue())));
        List<String> flbs = new ArrayList<>();
        facts.get("registered").get("flbs").forEach(names -> names.forEach(name -> flbs.add(name.asText())));
        return plain.withAbi(plain.abi().withStrings(strings).withStructs(structs))
                .with(
                        Option.LIVEUPDATE,
                        facts.get("registered").get("liveupdate").asBoolean())
                .with(
                        Option.MEMFD,
                        !facts.get("registered").get("file_handlers").isEmpty())
                .withTestFlbs(flbs);
    }

    private static StructLayout layout(String name, JsonNode json) {
        Map<String, StructLayout.Field> fields = new LinkedHashMap<>();
        for (JsonNode field : json.get("fields")) {
            fields.put(
                    field.get("name").asText(),
                    new StructLayout.Field(
                            field.get("type").asText().replace("struct ", ""),
                            field.get("offset").asInt(),
                            field.get("size").asInt(),
                            field.path("bit_offset").asInt(0),
                            field.path("bit_size").asInt(0)));
        }
        return new StructLayout(name, json.get("size").asInt(), fields);
    }

    /** The ABI of the plain kernel as the variants' facts tell it is the one that the simulation has. */
    @ParameterizedTest
    @MethodSource("variants")
    void shouldKnowThePlainKernelsLayouts(Variant variant) {
        // Given
        PreservedAbi known = KernelProfiles.find("7.3").orElseThrow().abi();
        if (!variant.name().equals("baseline")) {
            return;
        }

        // When
        PreservedAbi told = profile(variant, "from").abi();

        // Then
        known.structs()
                .forEach((name, layout) ->
                        assertThat(told.struct(name).size()).as(name).isEqualTo(layout.size()));
    }
}
