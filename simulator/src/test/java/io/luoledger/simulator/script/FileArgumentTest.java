package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.FileBody.FileRetrieved;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The argument of PRESERVE_FD and RETRIEVE_FD, retrieve errors that may be repeated, and RETRIEVE_INTO_FD. */
class FileArgumentTest {
    private static final String ARGS = "7.3+file-args";
    private static final String INTO = "7.3+retrieve-into-fd";

    private static final String RECEIVED = """
            %1
            create a A
            preserve A tmpfs_linked:9000 1
            preserve A memfd:4096 2
            %2
            retrieve_session a A
            mkfd t tmpfs_linked
            mkfd full tmpfs_linked:1
            mkfd m memfd
            mkfd held tmpfs_linked
            create b B
            preserve B held 1
            """;

    private static PostedRun received(String kernel, String then) {
        return PostedRun.of(List.of(kernel), RECEIVED + then);
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+file-args, preserve A memfd:8 1 0x1000,         EOPNOTSUPP",
        "7.3+file-args, preserve A memfd:8 1 0,              OK",
        "7.3+file-args, preserve A memfd:8 1,                OK",
        "7.3+file-args, preserve A devnull 1 0x1000,         ENOENT",
        "7.3+file-args, preserve A closed 1 0x1000,          EBADF",
        "7.3+file-args, ioctl A 0x40 24 fd=-1 arg=1 tail=1,  EBADF",
        "7.3+file-args, ioctl A 0x40 32 fd=-1 tail=1,        E2BIG",
        "7.3+file-args, preserve A tmpfs_linked:8 1,         OK",
        "7.3,           preserve A memfd:8 1 0x1000,         E2BIG",
        "7.3,           preserve A memfd:8 1 0,              OK",
        "7.3,           preserve A tmpfs_linked:8 1,         ENOENT"
    })
    void shouldTakeAnArgumentThatNoHandlerTakes(String kernel, String op, String errno) {
        assertThat(PostedRun.of(List.of(kernel), "%1\ncreate a A\n" + op + "\n").last())
                .isEqualTo(errno);
    }

    @ParameterizedTest
    @CsvSource({
        "retrieve A 1,                EINVAL",
        "retrieve_with A 1 full,      EINVAL",
        "retrieve_with A 1 m,         EINVAL",
        "retrieve_with A 1 held,      EBUSY",
        "ioctl A 0x41 24 token=1 arg=1, EFAULT",
        "fault retrieve_retryable ENOMEM, OK"
    })
    void shouldLetWhatMayBeRepeatedBeRepeated(String refused, String errno) {
        // When
        PostedRun run = received(ARGS, refused + "\nretrieve_with A 1 t n\nstat n\nfinish A\n");

        // Then
        assertThat(run.last(4).getFirst()).isEqualTo(refused.startsWith("fault") ? "OK" : errno);
        assertThat(run.last()).isEqualTo("OK");
        assertThat(run.bodies(FileRetrieved.class).getFirst().retryable()).isTrue();
    }

    @Test
    void shouldRestoreIntoTheFileThatIsGiven() {
        // When
        PostedRun run = received(ARGS, "retrieve_with A 1 t n\nsame t n\n");

        // Then
        assertThat(run.last(2)).containsExactly("OK", "OK");
        assertThat(run.lastOut()).isEqualTo("{same_inode=true}");
        assertThat(run.bodies(FileRetrieved.class).getLast().into()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+file-args,            retrieve_with A 2 t, EINVAL",
        "7.3+file-args-eopnotsupp, retrieve_with A 2 t, EOPNOTSUPP",
        "7.3+file-args,            retrieve A 2,        OK"
    })
    void shouldRefuseAnArgumentForAMemfd(String kernel, String op, String errno) {
        assertThat(received(kernel, op + "\n").last()).isEqualTo(errno);
    }

    @Test
    void shouldRememberWhatMayNotBeRepeated() {
        // When
        PostedRun run = received(ARGS, "fault retrieve EIO\nretrieve A 2\nretrieve A 2\n");

        // Then
        assertThat(run.last(2)).containsExactly("EIO", "EIO");
        assertThat(run.bodies(FileRetrieved.class))
                .extracting(FileRetrieved::retryable)
                .containsExactly(false, false);
    }

    @ParameterizedTest
    @CsvSource({"7.3+file-args, 7.3, OK", "7.3+file-args-bumped, 7.3, EBADF", "7.3, 7.3+file-args, OK"})
    void shouldMeetAKernelWithoutIt(String from, String to, String result) {
        assertThat(PostedRun.of(
                                List.of(from, to),
                                "%1\ncreate a A\npreserve A memfd:9000 1\n%2\nretrieve_session a A\n")
                        .last())
                .isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "retrieve_into A 1 t,    OK",
        "retrieve_into A 2 t,    OK",
        "retrieve A 1,           OK",
        "retrieve_into A 1 full, EINVAL",
        "retrieve_into A 1 held, EBUSY",
        "retrieve_into A 9 t,    ENOENT",
        "retrieve_into B 1 t,    EINVAL",
        "ioctl A 0x44 16 fd=999, ENOENT",
        "ioctl A 0x44 8,         EINVAL",
        "freeze B,               EINVAL"
    })
    void shouldRetrieveIntoAFileByACallOfItsOwn(String op, String errno) {
        assertThat(received(INTO, op + "\n").last()).isEqualTo(errno);
    }
}
