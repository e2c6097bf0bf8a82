package io.luoledger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
    /** The numbers that Live Update calls were seen to return, and those around them. */
    @ParameterizedTest
    @CsvSource({
        "1,EPERM",
        "2,ENOENT",
        "5,EIO",
        "9,EBADF",
        "11,EAGAIN",
        "12,ENOMEM",
        "13,EACCES",
        "14,EFAULT",
        "16,EBUSY",
        "17,EEXIST",
        "19,ENODEV",
        "22,EINVAL",
        "25,ENOTTY",
        "28,ENOSPC",
        "34,ERANGE",
        "36,ENAMETOOLONG",
        "61,ENODATA",
        "75,EOVERFLOW",
        "95,EOPNOTSUPP",
        "116,ESTALE",
        "524,ENOTSUPP"
    })
    void shouldKnowTheNameOfANumberAndTheNumberOfAName(int number, String name) {
        assertThat(Errno.of(-number).name()).isEqualTo(name);
        assertThat(Errno.of(number).number()).isEqualTo(number);
    }

    @Property
    void shouldNameEveryNumberAndReadTheNameBack(@ForAll @IntRange(min = 1, max = 4095) int number) {
        Errno errno = Errno.of(number);

        assertThat(Result.ofName(errno.name())).isEqualTo(Result.ofReturn(-number));
        assertThat(Result.ofReturn(-number).errnoName()).isEqualTo(errno.name());
    }

    @Test
    void shouldTakeOnlyTheErrnoRangeForARefusal() {
        assertThat(Result.ofReturn(0).ok()).isTrue();
        assertThat(Result.ofReturn(7).ok()).isTrue();
        assertThat(Result.ofReturn(-4095)).isEqualTo(Result.refused("E4095"));
        assertThat(Result.ofReturn(-4096).ok()).isTrue();
        assertThat(Result.ofReturn(Long.MIN_VALUE).ok()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "E23456789012345678901234567890123"})
    void shouldRefuseWhatIsNoErrno(String name) {
        assertThatThrownBy(() -> new Errno(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the name of an errno: " + name);
    }
}
