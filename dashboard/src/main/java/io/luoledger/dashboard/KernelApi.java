package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.fleet.FleetView;
import io.luoledger.fleet.KernelMatrix;
import io.luoledger.fleet.KernelPair;
import io.luoledger.view.JsonOutput;
import io.luoledger.web.Answer;
import io.luoledger.web.Question;
import io.luoledger.web.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is answered of kernels and their preserved-state ABI. */
final class KernelApi {
    private final FleetView fleet;
    private final KernelMatrix matrix;

    KernelApi(FleetView fleet) {
        this.fleet = fleet;
        this.matrix = new KernelMatrix(fleet.gate());
    }

    List<Route> routes() {
        return List.of(new Route("/api/v1/kernels", this::kernels));
    }

    private Answer kernels(Question question) {
        Map<String, AbiDescriptor> published = fleet.kernels();
        List<AbiDescriptor> kernels = matrix.kernels(published);
        Map<KernelPair, Integer> updates = fleet.index().updatesByPair();
        return Answer.json(out -> {
            JsonOutput.array(out, "kernels", kernels, KernelApi::kernel);
            JsonOutput.array(out, "pairs", matrix.pairs(published), (json, pair) -> pair(json, pair, updates));
        });
    }

    private static void kernel(JsonGenerator out, AbiDescriptor kernel) throws IOException {
        out.writeStartObject();
        out.writeStringField("release", kernel.release());
        out.writeStringField("architecture", kernel.architecture());
        out.writeStringField("source", kernel.source());
        out.writeNumberField("structs", kernel.structs().size());
        out.writeEndObject();
    }

    private static void pair(JsonGenerator out, PairVerdict pair, Map<KernelPair, Integer> updates)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("from", pair.from());
        out.writeStringField("to", pair.to());
        out.writeStringField("outcome", pair.outcome().name());
        out.writeStringField("consequence", pair.consequence());
        out.writeNumberField("updates", updates.getOrDefault(new KernelPair(pair.from(), pair.to()), 0));
        out.writeEndObject();
    }
}
