package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The answers come from the descriptors: with every struct, field and string called otherwise they are the same. */
class PermutationTest {
    private static final int SEEDS = 5;

    @TestFactory
    Stream<DynamicTest> shouldGiveTheSameAnswersUnderOtherNames() throws Exception {
        return VariantsTest.variants()
                .flatMap(variant -> IntStream.range(0, SEEDS)
                        .mapToObj(seed ->
                                DynamicTest.dynamicTest(variant.get("variant").asText() + " seed " + seed, () -> {
                                    PairVerdict plain = VariantsTest.judge(variant.get("from"), variant.get("to"));
                                    Names names = new Names(seed);
                                    PairVerdict other = VariantsTest.judge(
                                            names.rename(variant.get("from")), names.rename(variant.get("to")));
                                    assertThat(other.outcome() + " " + other.consequence())
                                            .isEqualTo(plain.outcome() + " " + plain.consequence());
                                })));
    }

    /** One renaming, the same for both kernels. */
    private static final class Names {
        private final Random random;
        private final Map<String, String> chosen = new HashMap<>();

        Names(long seed) {
            random = new Random(seed);
        }

        private String name(String kind, String old) {
            return chosen.computeIfAbsent(kind + old, key -> kind + random.nextInt(1 << 30) + "_" + chosen.size());
        }

        private String text(String old) {
            return chosen.computeIfAbsent("text" + old, key -> "t" + random.nextInt(1000) + "-v" + chosen.size());
        }

        JsonNode rename(JsonNode kernel) {
            ObjectNode copy = kernel.deepCopy();
            ObjectNode strings = (ObjectNode) copy.get("strings");
            strings.properties().forEach(entry -> entry.setValue(renamed(entry.getValue())));
            ObjectNode registered = (ObjectNode) copy.get("registered");
            registered.set("file_handlers", renamed(registered.get("file_handlers")));
            ObjectNode flbs = copy.objectNode();
            registered
                    .get("flbs")
                    .properties()
                    .forEach(entry -> flbs.set(text(entry.getKey()), renamed(entry.getValue())));
            registered.set("flbs", flbs);
            ObjectNode structs = copy.objectNode();
            kernel.get("structs")
                    .properties()
                    .forEach(entry -> structs.set(name("s", entry.getKey()), struct(entry.getKey(), entry.getValue())));
            copy.set("structs", structs);
            if (copy.path("semantics").isTextual()) {
                copy.put("semantics", semantics(kernel, copy.get("semantics").asText()));
            }
            return copy;
        }

        private JsonNode renamed(JsonNode value) {
            if (value.isTextual()) {
                return com.fasterxml.jackson.databind.node.TextNode.valueOf(text(value.asText()));
            }
            if (value instanceof ArrayNode array) {
                ArrayNode copy = array.arrayNode();
                array.forEach(one -> copy.add(renamed(one)));
                return copy;
            }
            return value;
        }

        private JsonNode struct(String name, JsonNode old) {
            ObjectNode struct = old.deepCopy();
            for (JsonNode field : struct.get("fields")) {
                ObjectNode one = (ObjectNode) field;
                one.put("name", name("f", name + "." + one.get("name").asText()));
                String type = one.get("type").asText();
                if (type.startsWith("struct ")) {
                    one.put("type", "struct " + name("s", type.substring(7)));
                }
            }
            return struct;
        }

        private String semantics(JsonNode kernel, String text) {
            String result = text;
            List<String> structs = new ArrayList<>();
            kernel.get("structs").fieldNames().forEachRemaining(structs::add);
            for (String struct : structs) {
                for (JsonNode field : kernel.get("structs").get(struct).get("fields")) {
                    String path = struct + "." + field.get("name").asText();
                    result = result.replace(path, name("s", struct) + "." + name("f", path));
                }
            }
            return result;
        }
    }
}
