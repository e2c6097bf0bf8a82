package io.luoledger.dashboard;

import io.luoledger.judge.AbiJudgements;
import io.luoledger.store.StateDigest;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.web.Answer;
import io.luoledger.web.Problem;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * The state digest of each host that this instance works on, and the descriptors that the ABI judge went by. What all
 * instances say of hosts, put together, is what {@code replay} says of the same ledger.
 */
final class DigestApi {
    static final String PATH = "/digest";

    private final Supplier<KafkaStreams> streams;
    private final String address;

    /**
     * Asks these processors.
     *
     * @param streams those that run at the time
     * @param address where this instance answers
     */
    DigestApi(Supplier<KafkaStreams> streams, String address) {
        this.streams = streams;
        this.address = address;
    }

    Answer answer() {
        KafkaStreams asked = streams.get();
        if (LedgerTopology.keepsNone(asked)) {
            return answer(Map.of(), AbiJudgements.NONE);
        }
        try {
            return answer(StateDigest.hosts(LedgerTopology.view(asked)), LedgerTopology.abiJudgements(asked));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw Problem.unavailable(
                    "the states are being restored or moved (state " + asked.state() + "); try again in a moment");
        }
    }

    private Answer answer(Map<String, byte[]> hosts, AbiJudgements abi) {
        return Answer.json(out -> {
            out.writeStringField("instance", address);
            out.writeObjectFieldStart("hosts");
            for (Map.Entry<String, byte[]> host : hosts.entrySet()) {
                out.writeStringField(host.getKey(), HexFormat.of().formatHex(host.getValue()));
            }
            out.writeEndObject();
            out.writeStringField("abiDigest", abi.digest());
            out.writeObjectFieldStart("abiKernels");
            for (Map.Entry<String, String> kernel : abi.kernels().entrySet()) {
                out.writeStringField(kernel.getKey(), kernel.getValue());
            }
            out.writeEndObject();
            out.writeArrayFieldStart("abiCut");
            for (String host : abi.cut()) {
                out.writeString(host);
            }
            out.writeEndArray();
        });
    }
}
