package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.UnknownBody;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an event of each type says beyond the envelope, under the names of {@code events --json}. What isn't known is
 * left out. Addresses, tokens and handles are strings "0x…".
 */
final class EventFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private EventFields() {}

    static Map<String, Object> of(Body body) {
        EventFields fields = new EventFields();
        switch (body) {
            case SessionBody session -> fields.session(session.session());
            case FileBody file -> fields.file(file);
            case FlbBody flb -> fields.put("flb", flb.flb()).hex("data", flb.data());
            case KernelBody kernel -> fields.kernel(kernel);
            case DeviceBody device -> fields.device(device);
            case UnknownBody unknown -> fields.unknown(unknown);
        }
        return fields.fields;
    }

    private void file(FileBody body) {
        session(body.session());
        put("token", body.token(), Object::toString);
        switch (body) {
            case FileBody.FilePreserved b -> put("handler", b.handler()).hex("data", b.data());
            case FileBody.FileUnpreserved b -> put("handler", b.handler()).hex("data", b.data());
            case FileBody.FileFrozen b -> put("handler", b.handler()).hex("data", b.data());
            case FileBody.FileUnfrozen b -> put("handler", b.handler());
            case FileBody.FileRetrieved b -> put("handler", b.handler()).hex("data", b.data());
            case FileBody.FileIdentified b ->
                put("vendor", "%04x".formatted(b.vendor())).put("deviceId", "%04x".formatted(b.deviceId()));
            case FileBody.FileFinished b ->
                put("handler", b.handler()).put("retrieved", b.retrieved()).hex("data", b.data());
        }
        put("device", body.device(), PciAddress::toString);
    }

    private void kernel(KernelBody body) {
        switch (body) {
            case KernelBody.HandoverStarted b -> {}
            case KernelBody.HandoverAborted b -> {}
            case KernelBody.KernelBooted b ->
                put("outcome", b.outcome().name())
                        .put("fromKernel", b.fromKernel())
                        .put("sessions", b.sessions())
                        .put("files", b.files())
                        .put("flbs", b.flbs())
                        .put("message", b.message());
            case KernelBody.KernelDied b ->
                put("during", b.during()).put("panic", b.panic()).put("message", b.message());
            case KernelBody.KernelWarned b -> put("place", b.place()).put("message", b.message());
            case KernelBody.LiveUpdateOpened b -> {}
            case KernelBody.CallRefused b -> {
                session(b.session());
                hex("command", b.command());
            }
            case KernelBody.TargetAnnounced b ->
                put("targetKernel", b.targetKernel()).put("plan", b.plan());
            case KernelBody.SourceGap b ->
                put("reason", b.reason().name()).put("detail", b.detail()).put("line", b.line());
        }
    }

    private void device(DeviceBody body) {
        PciAddress address = body.address();
        if (address != null) {
            put("segment", Integer.toUnsignedLong(address.segment())).put("bdf", address.bdfText());
        }
        switch (body) {
            case DeviceBody.DeviceEnumerated b ->
                put("identity", b.identity().toString())
                        .put("rootBus", b.identity().rootBus())
                        .put("class", b.classCode(), code -> "0x%06x".formatted(code))
                        .put("bridge", b.bridge(), EventFields::buses)
                        .put("driver", b.driver())
                        .put("virtualFunction", b.virtualFunction())
                        .put("incoming", b.incoming())
                        .put("acsControl", b.acsControl(), control -> "0x%04x".formatted(control))
                        .put("ariForwarding", b.ariForwarding())
                        .put("virtualOf", b.virtualOf(), EventFields::virtualOf);
            case DeviceBody.DeviceRemoved b -> {}
            case DeviceBody.DriverBound b -> put("driver", b.driver());
            case DeviceBody.DeviceOpened b -> put("path", b.path());
            case DeviceBody.DeviceReset b -> put("method", b.method());
            case DeviceBody.DmaProgress b -> put("bytes", b.bytes()).put("stopped", b.stopped());
        }
    }

    /** Kept apart: its fields' names may be those of the envelope. */
    private void unknown(UnknownBody body) {
        try {
            put("unknownKind", true).put("fields", JSON.readValue(body.fields(), Map.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the fields of an unknown kind are a JSON object", e);
        }
    }

    private static Map<String, Object> virtualOf(VirtualOf virtual) {
        Map<String, Object> of = new LinkedHashMap<>();
        of.put("physical", virtual.physical().toString());
        if (virtual.number() != null) {
            of.put("number", virtual.number());
        }
        return of;
    }

    private static Map<String, Integer> buses(BridgeBuses bridge) {
        Map<String, Integer> buses = new LinkedHashMap<>();
        buses.put("primary", bridge.primary());
        buses.put("secondary", bridge.secondary());
        buses.put("subordinate", bridge.subordinate());
        return buses;
    }

    private void session(@Nullable Session session) {
        if (session != null) {
            put("session", session.name());
            if (session.placeholder()) {
                // the name is a stand-in: nobody shall take it for the session's own
                put("sessionPlaceholder", true);
            }
        }
    }

    private EventFields put(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    private <T> EventFields put(String name, @Nullable T value, Function<T, Object> form) {
        return value == null ? this : put(name, form.apply(value));
    }

    private EventFields hex(String name, @Nullable Long bits) {
        return put(name, bits, value -> "0x" + Long.toHexString(value));
    }
}
