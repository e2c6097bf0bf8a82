package io.luoledger.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.cluster.Container;
import io.luoledger.cluster.HarnessException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the stream processors.
 *
 * @param state where it keeps its states, on this machine
 * @param disk the file system of its own that this is, null when it is none
 */
record Processor(Container container, Path state, @Nullable Disk disk) {
    static final int PORT = 9400;
    static final String STORES = "streams";
    static final String TOKEN_FILE = "http-token";

    /** No secret: the containers of a bed are by themselves. */
    private static final String TOKEN = "luo-ledger-faults";

    private static final int OK = 200;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** Where its stores are: what else stands beside them isn't theirs. */
    Path stores() {
        return state.resolve(STORES);
    }

    /** What an address beyond loopback asks for, put beside the states. */
    static void giveToken(Path state) {
        try {
            Files.writeString(state.resolve(TOKEN_FILE), TOKEN);
        } catch (IOException e) {
            throw new HarnessException(state + " can't be written: " + e.getMessage(), e);
        }
    }

    /** The state digest of each host that it works on; empty when it doesn't answer at this moment. */
    Optional<Map<String, String>> digests() {
        URI uri = URI.create("http://" + container.address() + ":" + PORT + "/digest");
        try {
            HttpResponse<String> response = HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(ANSWER)
                            .header("Authorization", "Bearer " + TOKEN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK ? Optional.of(read(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** How many hosts it works on; 0 also when it doesn't answer. */
    int hosts() {
        return digests().map(Map::size).orElse(0);
    }

    private static Map<String, String> read(String json) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        JsonNode hosts = new ObjectMapper().readTree(json).path("hosts");
        hosts.properties()
                .forEach(host -> digests.put(host.getKey(), host.getValue().asText()));
        return digests;
    }
}
