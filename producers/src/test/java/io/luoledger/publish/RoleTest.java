package io.luoledger.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.junit.jupiter.api.Test;

class RoleTest {
    @Test
    void shouldLetNobodyButTheArchiveDeleteFromTheLedger() {
        // When
        List<Role> deleting = Arrays.stream(Role.values())
                .filter(role -> role.all("any").stream()
                        .anyMatch(right ->
                                right.operation() == AclOperation.DELETE && "luo.events".startsWith(right.name())))
                .toList();

        // Then
        assertThat(deleting).containsExactly(Role.ARCHIVE);
    }

    @Test
    void shouldLetNobodyButWritersWriteTheLedger() {
        // When
        List<Role> writing = Arrays.stream(Role.values())
                .filter(role -> role.all("any").stream()
                        .anyMatch(right ->
                                right.operation() == AclOperation.WRITE && "luo.events".startsWith(right.name())))
                .toList();

        // Then
        assertThat(writing).containsExactly(Role.WRITER);
    }

    @Test
    void shouldKeepProcessorsFromShuttingOutWritersWhereTheirIdsBeginAlike() {
        // When
        List<String> kept = refusals(Role.PROCESSORS.all("luo-ledger"));
        List<String> apart = refusals(Role.PROCESSORS.all("fleet"));

        // Then
        assertThat(kept).containsExactly("luo-ledger-writer-", "luo-ledger-schemas");
        assertThat(apart).isEmpty();
    }

    private static List<String> refusals(List<Role.Right> rights) {
        return rights.stream()
                .filter(right -> right.permission() == AclPermissionType.DENY)
                .map(Role.Right::name)
                .toList();
    }
}
