package io.luoledger.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Perfetto's own schema of a trace, all of it, and what it says of bytes. */
final class PerfettoSchema {
    private static final Descriptor TRACE = load();

    private PerfettoSchema() {}

    /** The packets of a trace. Fails on bytes that aren't one, and on any field, at any depth, that the schema doesn't know. */
    static List<Message> packets(byte[] bytes) {
        Message trace;
        try {
            trace = DynamicMessage.parseFrom(TRACE, bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no Perfetto trace", e);
        }
        assertKnown(trace);
        return messages(trace, "packet");
    }

    static boolean has(Message message, String field) {
        return message.hasField(field(message, field));
    }

    static Message message(Message message, String field) {
        return (Message) value(message, field);
    }

    static List<Message> messages(Message message, String field) {
        return list(message, field).stream().map(Message.class::cast).toList();
    }

    static List<Long> numbers(Message message, String field) {
        return list(message, field).stream().map(Long.class::cast).toList();
    }

    static long number(Message message, String field) {
        return ((Number) value(message, field)).longValue();
    }

    static String text(Message message, String field) {
        return value(message, field).toString();
    }

    private static Object value(Message message, String field) {
        assertThat(has(message, field))
                .as("%s has %s", message.getDescriptorForType().getName(), field)
                .isTrue();
        return message.getField(field(message, field));
    }

    private static List<?> list(Message message, String field) {
        return (List<?>) message.getField(field(message, field));
    }

    private static FieldDescriptor field(Message message, String name) {
        Descriptor type = message.getDescriptorForType();
        return Objects.requireNonNull(type.findFieldByName(name), () -> type.getName() + " has no " + name);
    }

    private static void assertKnown(Message message) {
        assertThat(message.getUnknownFields().asMap())
                .as(
                        "fields that %s doesn't know",
                        message.getDescriptorForType().getFullName())
                .isEmpty();
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                (field.isRepeated() ? (List<?>) value : List.of(value)).forEach(part -> assertKnown((Message) part));
            }
        });
    }

    private static Descriptor load() {
        try (InputStream in = PerfettoSchema.class.getResourceAsStream("perfetto-trace.desc.gz")) {
            Map<String, FileDescriptor> files = new HashMap<>();
            // protoc writes a file after all that it imports
            for (FileDescriptorProto file : FileDescriptorSet.parseFrom(new GZIPInputStream(Objects.requireNonNull(in)))
                    .getFileList()) {
                FileDescriptor[] imports =
                        file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
                files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
            }
            FileDescriptor trace = Objects.requireNonNull(files.get("protos/perfetto/trace/trace.proto"));
            return Objects.requireNonNull(trace.findMessageTypeByName("Trace"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }
}
