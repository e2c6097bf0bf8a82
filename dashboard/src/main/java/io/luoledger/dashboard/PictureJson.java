package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.core.Phases;
import io.luoledger.core.Span;
import io.luoledger.core.UpdateState;
import io.luoledger.fleet.Lane;
import io.luoledger.fleet.UpdatePicture;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The picture of a live update as JSON. */
final class PictureJson {
    private PictureJson() {}

    /** @param shown those of its lanes that are on the page */
    static void write(JsonGenerator out, UpdatePicture picture, List<Lane> shown) throws IOException {
        out.writeFieldName("update");
        ViewJson.update(out, picture.update());
        JsonOutput.array(out, "lanes", shown, PictureJson::lane);
        phases(out, picture);
        out.writeObjectFieldStart("clocks");
        for (Lane.Clock clock : Lane.Clock.values()) {
            clock(out, picture, clock);
        }
        out.writeEndObject();
    }

    private static void lane(JsonGenerator out, Lane lane) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", lane.id());
        out.writeStringField("kind", word(lane.kind()));
        out.writeStringField("label", lane.label());
        if (lane.parent() != null) {
            out.writeStringField("parent", lane.parent());
        }
        JsonOutput.array(out, "marks", lane.marks(), (json, mark) -> {
            json.writeStartObject();
            json.writeNumberField("sequence", mark.sequence());
            json.writeStringField("type", mark.type());
            json.writeStringField("result", mark.result());
            json.writeStringField("clock", word(mark.clock()));
            FleetJson.number(json, "nanos", mark.nanos());
            json.writeStringField("label", mark.label());
            json.writeEndObject();
        });
        JsonOutput.array(out, "spans", lane.stays(), (json, stay) -> {
            json.writeStartObject();
            json.writeNumberField("fromSequence", stay.fromSequence());
            if (stay.toSequence() != null) {
                json.writeNumberField("toSequence", stay.toSequence());
            }
            json.writeStringField("state", stay.state());
            json.writeStringField("clock", word(stay.clock()));
            FleetJson.number(json, "startNanos", stay.startNanos());
            FleetJson.number(json, "endNanos", stay.endNanos());
            json.writeEndObject();
        });
        JsonOutput.array(out, "findings", lane.findings(), (json, finding) -> {
            json.writeStartObject();
            json.writeStringField("id", finding.kind().id());
            json.writeStringField("severity", finding.kind().severity().name());
            JsonOutput.array(json, "evidence", finding.evidence(), JsonGenerator::writeNumber);
            json.writeEndObject();
        });
        out.writeEndObject();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** First and last time that marks tell, nothing where none does. */
    private static void clock(JsonGenerator out, UpdatePicture picture, Lane.Clock clock) throws IOException {
        LongSummaryStatistics nanos = picture.lanes().stream()
                .flatMap(lane -> lane.marks().stream())
                .filter(mark -> mark.clock() == clock)
                .map(Lane.Mark::nanos)
                .filter(Objects::nonNull)
                .collect(Collectors.summarizingLong(Long::longValue));
        if (nanos.getCount() > 0) {
            out.writeObjectFieldStart(word(clock));
            out.writeNumberField("fromNanos", nanos.getMin());
            out.writeNumberField("toNanos", nanos.getMax());
            out.writeEndObject();
        }
    }

    private static void phases(JsonGenerator out, UpdatePicture picture) throws IOException {
        UpdateState state = picture.state();
        Phases phases = state.phases();
        Long cameUp = state.progress().incomingAt().monotonicNanos();
        out.writeArrayFieldStart("phases");
        phase(out, picture, "preserve", Lane.Clock.OUTGOING, phases.preserve(), state.preserve());
        phase(out, picture, "freeze", Lane.Clock.OUTGOING, phases.freeze(), state.freeze());
        phase(out, picture, "kernelGap", null, phases.kernelGap(), Span.NONE);
        phase(
                out,
                picture,
                "bootToRetrieve",
                Lane.Clock.INCOMING,
                phases.bootToRetrieve(),
                new Span(cameUp, state.retrieve().firstNanos(), null, null));
        phase(out, picture, "retrieve", Lane.Clock.INCOMING, phases.retrieve(), state.retrieve());
        phase(out, picture, "finish", Lane.Clock.INCOMING, phases.finish(), state.finish());
        out.writeEndArray();
        out.writeObjectFieldStart("gap");
        FleetJson.number(out, "micros", phases.kernelGap());
        out.writeStringField("known", known(phases, "kernelGap", phases.kernelGap()));
        out.writeEndObject();
    }

    private static void phase(
            JsonGenerator out,
            UpdatePicture picture,
            String name,
            Lane.@Nullable Clock clock,
            @Nullable Long micros,
            Span span)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("phase", name);
        out.writeStringField(
                "clock", Optional.ofNullable(clock).map(PictureJson::word).orElse(null));
        FleetJson.number(out, "startNanos", span.firstNanos());
        FleetJson.number(out, "endNanos", span.lastNanos());
        FleetJson.number(out, "micros", micros);
        out.writeStringField("known", known(picture.state().phases(), name, micros));
        LongSummaryStatistics events = clock == null ? around(picture) : within(picture, clock, span);
        FleetJson.number(out, "fromSequence", events.getCount() == 0 ? null : (Long) events.getMin());
        FleetJson.number(out, "toSequence", events.getCount() == 0 ? null : (Long) events.getMax());
        out.writeEndObject();
    }

    /** The events that a phase was told by; none where a bound of it isn't known. */
    private static LongSummaryStatistics within(UpdatePicture picture, Lane.Clock clock, Span span) {
        Long first = span.firstNanos();
        Long last = span.lastNanos();
        return marks(picture)
                .filter(mark -> first != null
                        && last != null
                        && mark.clock() == clock
                        && mark.nanos() != null
                        && mark.nanos() >= first
                        && mark.nanos() <= last)
                .mapToLong(Lane.Mark::sequence)
                .summaryStatistics();
    }

    /** The last event of the outgoing kernel and the first one of the incoming kernel; none without either. */
    private static LongSummaryStatistics around(UpdatePicture picture) {
        OptionalLong before = marks(picture)
                .filter(mark -> mark.clock() == Lane.Clock.OUTGOING)
                .mapToLong(Lane.Mark::sequence)
                .max();
        OptionalLong after = marks(picture)
                .filter(mark -> mark.clock() == Lane.Clock.INCOMING)
                .mapToLong(Lane.Mark::sequence)
                .min();
        return before.isEmpty() || after.isEmpty()
                ? new LongSummaryStatistics()
                : LongStream.of(before.getAsLong(), after.getAsLong()).summaryStatistics();
    }

    private static Stream<Lane.Mark> marks(UpdatePicture picture) {
        return picture.lanes().stream().flatMap(lane -> lane.marks().stream());
    }

    private static String known(Phases phases, String name, @Nullable Long micros) {
        return micros == null ? "unknown" : phases.atLeast().contains(name) ? "lower-bound" : "exact";
    }
}
