package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Features;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.GuardForm;
import io.luoledger.abi.Hazard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import io.luoledger.avro.AbiConstant;
import io.luoledger.avro.AbiDocumentedString;
import io.luoledger.avro.AbiFeatures;
import io.luoledger.avro.AbiField;
import io.luoledger.avro.AbiGuard;
import io.luoledger.avro.AbiHazard;
import io.luoledger.avro.AbiRegistration;
import io.luoledger.avro.AbiStruct;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.UnreadableInputException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Descriptors to and from bytes, as they are on the topic luo.abi. Not thread-safe. */
public final class AbiCodec {
    public static final String SUBJECT = "luo.abi-value";

    private final AvroCodec<io.luoledger.avro.AbiDescriptor> codec;

    public AbiCodec() {
        this(SchemaTable.builtIn());
    }

    public AbiCodec(SchemaIds ids) {
        codec = new AvroCodec<>(io.luoledger.avro.AbiDescriptor.class, SUBJECT, ids);
    }

    public byte[] encode(AbiDescriptor descriptor) {
        return codec.encode(toAvro(descriptor));
    }

    /** Throws {@link UnreadableInputException} for everything that isn't one whole descriptor of a known schema. */
    public AbiDescriptor decode(byte[] bytes) {
        try {
            return fromAvro(codec.decode(bytes));
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException("a descriptor with impossible contents: " + e.getMessage(), e);
        }
    }

    private static io.luoledger.avro.AbiDescriptor toAvro(AbiDescriptor it) {
        return new io.luoledger.avro.AbiDescriptor(
                it.release(),
                it.architecture(),
                it.pageSize(),
                it.guards().stream().map(AbiCodec::guard).toList(),
                it.structs().stream().map(AbiCodec::struct).toList(),
                it.constants().stream()
                        .map(one -> new AbiConstant(one.name(), one.kind(), one.value(), one.source()))
                        .toList(),
                registration(it.registration()),
                it.semantics(),
                it.documented().stream()
                        .map(one -> new AbiDocumentedString(one.guard(), one.value(), one.place()))
                        .toList(),
                it.incomplete(),
                it.assumed(),
                it.source(),
                word(it.confidence()),
                it.panicOnWarn(),
                it.configuration(),
                it.hazards().stream()
                        .map(one -> new AbiHazard(word(one.kind()), one.path(), one.detail(), one.place()))
                        .toList());
    }

    private static @Nullable AbiRegistration registration(@Nullable Registration it) {
        return it == null ? null : new AbiRegistration(it.kho(), it.liveUpdate(), it.handlers(), it.flbs());
    }

    private static AbiGuard guard(Guard it) {
        return new AbiGuard(
                it.name(),
                word(it.layer()),
                it.kind(),
                it.writes(),
                it.reads(),
                it.source(),
                word(it.confidence()),
                it.form() == GuardForm.usual(it.layer()) ? null : word(it.form()),
                features(it.features()));
    }

    private static @Nullable AbiFeatures features(@Nullable Features it) {
        if (it == null) {
            return null;
        }
        Map<String, Integer> names = new TreeMap<>();
        it.names().forEach((bit, name) -> names.put(name, bit));
        return new AbiFeatures(it.supp(), it.req(), it.active(), names);
    }

    private static AbiStruct struct(StructLayout it) {
        return new AbiStruct(
                it.name(),
                it.kind(),
                it.guard(),
                it.encoding(),
                it.size(),
                it.packed(),
                it.fields().stream()
                        .map(one -> new AbiField(
                                one.name(),
                                one.type(),
                                one.arrayLength(),
                                one.offset(),
                                one.size(),
                                one.bitOffset(),
                                one.bitSize(),
                                one.pointsTo()))
                        .toList(),
                it.source(),
                word(it.confidence()),
                it.notes(),
                it.dependsOn());
    }

    private static AbiDescriptor fromAvro(io.luoledger.avro.AbiDescriptor it) {
        AbiRegistration running = it.getRegistration();
        return AbiDescriptorBuilder.builder()
                .release(it.getRelease())
                .architecture(it.getArchitecture())
                .pageSize(it.getPageSize())
                .guards(it.getGuards().stream().map(AbiCodec::guard).toList())
                .structs(it.getStructs().stream().map(AbiCodec::struct).toList())
                .constants(it.getConstants().stream()
                        .map(one -> new Constant(one.getName(), one.getKind(), one.getValue(), one.getSource()))
                        .toList())
                .registration(
                        running == null
                                ? null
                                : new Registration(
                                        running.getKho(),
                                        running.getLiveUpdate(),
                                        running.getHandlers(),
                                        running.getFlbs()))
                .semantics(it.getSemantics())
                .documented(it.getDocumented().stream()
                        .map(one -> new AbiDescriptor.DocumentedString(one.getGuard(), one.getValue(), one.getPlace()))
                        .toList())
                .incomplete(it.getIncomplete())
                .assumed(it.getAssumed())
                .source(it.getSource())
                .confidence(confidence(it.getConfidence()))
                .panicOnWarn(it.getPanicOnWarn())
                .configuration(it.getConfiguration())
                .hazards(it.getHazards().stream()
                        .map(one -> new Hazard(
                                Hazard.Kind.valueOf(one.getKind().toUpperCase(Locale.ROOT)),
                                one.getPath(),
                                one.getDetail(),
                                one.getPlace()))
                        .toList())
                .build();
    }

    private static Guard guard(AbiGuard it) {
        Layer layer = Layer.valueOf(it.getLayer().toUpperCase(Locale.ROOT));
        String form = it.getForm();
        return new Guard(
                it.getName(),
                layer,
                it.getKind(),
                it.getWrites(),
                it.getReads(),
                form == null ? GuardForm.usual(layer) : GuardForm.valueOf(form.toUpperCase(Locale.ROOT)),
                features(it.getFeatures()),
                it.getSource(),
                confidence(it.getConfidence()));
    }

    private static @Nullable Features features(@Nullable AbiFeatures it) {
        if (it == null) {
            return null;
        }
        Map<Integer, String> names = new TreeMap<>();
        it.getNames().forEach((name, bit) -> names.put(bit, name));
        return new Features(it.getSupp(), it.getReq(), it.getActive(), names);
    }

    private static StructLayout struct(AbiStruct it) {
        return new StructLayout(
                it.getName(),
                it.getKind(),
                it.getGuard(),
                it.getEncoding(),
                it.getSize(),
                it.getPacked(),
                it.getFields().stream()
                        .map(one -> new Field(
                                one.getName(),
                                one.getType(),
                                one.getArrayLength(),
                                one.getOffset(),
                                one.getSize(),
                                one.getBitOffset(),
                                one.getBitSize(),
                                one.getPointsTo(),
                                null))
                        .toList(),
                it.getDependsOn(),
                it.getSource(),
                confidence(it.getConfidence()),
                it.getNotes());
    }

    private static Confidence confidence(String word) {
        return Confidence.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
