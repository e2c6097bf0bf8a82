package io.luoledger.publish;

import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/** What Kafka refused, with the right that was missing: its own exceptions name the resource at most. */
final class MissingRightException extends AuthorizationException {
    private static final long serialVersionUID = 1L;

    MissingRightException(AclOperation operation, String resource, AuthorizationException refused) {
        super(operation + " on " + resource, refused);
    }

    /** The same with the right, where the resource is known. */
    static AuthorizationException of(AuthorizationException refused, AclOperation operation) {
        if (refused instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            String names = topics.unauthorizedTopics().stream().sorted().collect(Collectors.joining(", "));
            return new MissingRightException(operation, "topic " + names, refused);
        }
        return refused instanceof GroupAuthorizationException group && group.groupId() != null
                ? new MissingRightException(operation, "group " + group.groupId(), refused)
                : refused;
    }

    /** What to throw for what a producer's future came to. */
    static KafkaException ofSending(@Nullable Throwable cause) {
        return switch (cause) {
            case AuthorizationException refused -> of(refused, AclOperation.WRITE);
            case KafkaException known -> known;
            case null -> new KafkaException();
            default -> new KafkaException(cause);
        };
    }
}
