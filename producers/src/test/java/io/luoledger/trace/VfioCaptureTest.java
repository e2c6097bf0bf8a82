package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Draft;
import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VfioCaptureTest {
    private static Captures.Imported imported(String content) {
        return Captures.importText(content);
    }

    private static List<String> told(Captures.Imported imported) {
        return imported.events().stream().map(draft -> draft.body().toString()).toList();
    }

    @Test
    void shouldTellADeviceByTheProbeInsideItsOpen() {
        // When
        Captures.Imported imported = imported("""
                # tracer: function_graph
                 1)     init-1     |               |  vfio_device_fops_cdev_open(inode=0x1, file=0x2) {
                 1)     init-1     |   1.0 us      |    pci_liveupdate_is_incoming(dev=0x3); /* ret=0xe71001 */
                 1)     init-1     |               |    /* kv: (vfio_device_cdev_open+0x100/0x130 <- pci_liveupdate_is_incoming) ret=1 bus=0x3 devfn=0x8 */
                 1)     init-1     |   9.0 us      |  } /* vfio_device_fops_cdev_open ret=-16 */
                """);

        // Then
        assertThat(told(imported)).containsExactly("DeviceOpened[address=0000:03:01.0, path=null, result=EBUSY]");
    }

    @Test
    void shouldTellAResetOnceWhateverItGoesThrough() {
        // When
        Captures.Imported imported = imported("""
                # tracer: function_graph
                 1)     init-1     |               |  pci_try_reset_function(dev=0x3) {
                 1)     init-1     |   1.0 us      |    __pci_reset_function_locked(dev=0x3); /* ret=-25 */
                 1)     init-1     |               |    /* kv: (pci_try_reset_function+0x59/0x90 <- __pci_reset_function_locked) ret=-25 bus=0x6 devfn=0x0 */
                 1)     init-1     |   9.0 us      |  } /* pci_try_reset_function ret=-25 */
                 1)     init-1     |   1.0 us      |  __pci_reset_function_locked(dev=0x9); /* ret=0x0 */
                 1)     init-1     |               |  /* kv: (vfio_pci_liveupdate_freeze+0x59/0x90 <- __pci_reset_function_locked) ret=0 bus=0x7 devfn=0x0 */
                """);

        // Then
        assertThat(told(imported))
                .containsExactly(
                        "DeviceReset[address=0000:06:00.0, method=null, result=ENOTTY]",
                        "DeviceReset[address=0000:07:00.0, method=null, result=OK]");
    }

    @Test
    void shouldNotTellADeviceThatNoProbeTells() {
        // When
        Captures.Imported imported = imported("""
                # tracer: function_graph
                 1)     init-1     |   1.0 us      |  __pci_reset_function_locked(dev=0x9); /* ret=0x0 */
                 1)     init-1     |   1.0 us      |  vfio_pci_probe(pdev=0x3, id=0x4); /* ret=0x0 */
                 1)     init-1     |   1.0 us      |  vfio_pci_core_enable(vdev=0x5); /* ret=0x0 */
                """);

        // Then
        assertThat(told(imported)).isEmpty();
    }

    @Test
    void shouldReadTheDumpOfTheShutdownLastWhereverItStands() {
        // When
        Captures.Imported imported = imported("""
                #@ section shutdown
                 0)     init-1     |               |  kernel_kexec() {
                 0)     init-1     |   1.0 us      |    liveupdate_reboot(); /* ret=0x0 */
                Linux version 7.3.4 (somebody)
                Run /init as init process
                #@ section t1
                # tracer: function_graph
                 0)     init-1     |               |  kernel_kexec() {
                 0)     init-1     |   1.0 us      |    liveupdate_reboot(); /* ret=-22 */
                 0)     init-1     |   2.0 us      |  } /* kernel_kexec ret=-22 */
                """);

        // Then
        assertThat(told(imported)).containsExactly("HandoverStarted[result=EINVAL]", "HandoverStarted[result=OK]");
        assertThat(imported.report().boots().getFirst().lines()).containsEntry("console", 2L);
        assertThat(imported.report().unreadableLines()).isZero();
    }

    @Test
    void shouldTakeWhatTheNextKernelSaidOnTheConsoleForItsOwn() {
        // Given
        TextFile outgoing = Captures.text("out", """
                #@ section shutdown
                 0)     init-1     |               |  kernel_kexec() {
                 0)     init-1     |   1.0 us      |    liveupdate_reboot(); /* ret=0x0 */
                Linux version 7.3.4 (somebody)
                KHO: found kexec handover data.
                luo: Retrieved live update data, liveupdate number: 5
                KHO: exec from: 7.2.13 (count 1)
                """);
        TextFile incoming = Captures.text("in", """
                # tracer: function_graph
                 1)     init-1     |   1.0 us      |  luo_session_deserialize(); /* ret=0x0 */
                """);

        // When
        List<Draft> events = Captures.run(List.of(List.of(outgoing), List.of(incoming)), List.of())
                .events();

        // Then
        Draft booted = events.getLast();
        assertThat(booted.body().toString())
                .isEqualTo("KernelBooted[outcome=RESTORED_EMPTY, fromKernel=7.2.13, sessions=0, files=0, flbs=null, "
                        + "message=luo: Retrieved live update data, liveupdate number: 5, result=OK, "
                        + "subtrees=[], unknownParameters=[]]");
        assertThat(booted.boot().kernel()).isEqualTo("7.3.4");
        assertThat(booted.boot().liveUpdate()).isEqualTo(5);
        assertThat(booted.at().monotonicNanos()).isNull();
    }

    @Test
    void shouldMergeEnumerationsAndWhatARetrievedFileSaid() {
        // Given
        TextFile pci = Captures.text("pci", """
                {"kernel":1,"when":"boot","bdf":"0000:03:00.0","vendor":"0x1af4","device":"0x1041","parent":"pci0000:03"}
                {"kernel":1,"when":"before","bdf":"0000:03:00.0","vendor":"0x1af4","device":"0x1041","parent":"pci0000:03","driver":"vfio-pci"}
                {"kernel":2,"when":"boot","bdf":"0000:03:00.0","vendor":"0x1234","device":"0x11e8","parent":"pci0000:03"}
                """);
        TextFile results = Captures.text("results", """
                {"kernel":2,"step":"table_entry_now","object":"net","errname":"OK","vendor":"0x9999","device":"0x9999"}
                {"kernel":2,"step":"retrieve_net","object":"net","errname":"OK","token":"0x1"}
                {"kernel":2,"step":"in_net_config","object":"net","errname":"OK","vendor":"0x1234","device":"0x11e8"}
                """);
        List<TextFile> outgoing = List.of(Captures.text("out", """
                # tracer: nop
                 vmm-7 [001] ...1. 1.0: kernel_kexec: (kernel_kexec+0x0/0x10)
                 vmm-7 [001] ...1. 1.1: liveupdate_reboot: (liveupdate_reboot+0x0/0x10)
                 vmm-7 [001] ...1. 1.2: liveupdate_reboot__ret: (kernel_kexec+0x1/0x10 <- liveupdate_reboot) ret=0
                """));
        List<TextFile> incoming = List.of(Captures.text("in", """
                # tracer: nop
                 vmm-7 [001] ...1. 1.0: luo_retrieve_file: (luo_retrieve_file+0x0/0x10) token=0x1
                 vmm-7 [001] ...1. 1.1: luo_retrieve_file__ret: (luo_session_retrieve_fd+0x1/0x10 <- luo_retrieve_file) ret=0
                """));

        // When
        TraceImport source = new TraceImport("h1", List.of(outgoing, incoming), List.of(), List.of(), pci, results);
        List<Draft> events = new ArrayList<>();
        source.forEach(events::add);

        // Then
        assertThat(events.stream()
                        .map(event ->
                                event.boot().liveUpdate() + " " + event.body().type()))
                .containsExactly(
                        "0 DeviceEnumerated",
                        "0 DriverBound",
                        "0 HandoverStarted",
                        "1 KernelBooted",
                        "1 DeviceEnumerated",
                        "1 FileRetrieved",
                        "1 FileIdentified");
        assertThat(events.getLast().body().toString()).contains("token=0x1", "vendor=4660");
        assertThat(events.stream().map(Draft::source).distinct()).hasSameSizeAs(events);
        assertThat(source.report().filesNotPlaced()).isZero();
        assertThat(source.report().kernelsNotPlaced()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'kernel':2,'step':'retrieve_net','object':'net','token':'0x1'} | no 'errname'",
                "{'kernel':2,'step':'retrieve_net','object':'net','errname':'OK','token':'net'} | 'token' isn't a number: 'net'",
                "{'kernel':2,'step':'finish','object':'vm','errname':'EBUSY','token':[1]} | 'token' isn't a number: '[1]'"
            },
            quoteCharacter = '`')
    void shouldRefuseAStepWhoseOutcomeOrFileIsNotTold(String step, String what) {
        // Given
        TextFile results = Captures.text("results", step.replace('\'', '"') + "\n");

        // When / Then
        assertThatThrownBy(() -> RecordedResults.read(results))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("results: line 1: " + what.replace("'", "\"").replace("isn\"t", "isn't"));
    }

    @Test
    void shouldReadATokenThatIsANumber() {
        // Given
        RecordedResults results = RecordedResults.read(Captures.text("results", """
                {"kernel":2,"step":"retrieve_net","object":"net","errname":"OK","token":1}
                {"kernel":2,"step":"in_net_config","object":"net","errname":"OK","vendor":4660,"device":4584}
                """));

        // When / Then
        assertThat(results.next(1, 1)).isEqualTo(new RecordedResults.Identity(0x1234, 0x11e8));
    }

    @Test
    void shouldReadResultsOffTheOrderOfChecksWhereNoReturnIsTold() {
        // When
        Captures.Imported imported = imported("""
                # tracer: function
                 init-1 [001] ...1. 1.00: luo_open(inodep=0x1, filep=0x2) <-misc_open
                 init-1 [001] ...1. 1.01: luo_session_deserialize() <-luo_open
                 init-1 [001] ...1. 1.02: luo_open(inodep=0x1, filep=0x3) <-misc_open
                 init-1 [001] ...1. 1.03: luo_ioctl(filep=0x2, cmd=0xba00, arg=0x4) <-__x64_sys_ioctl
                 init-1 [001] ...1. 1.04: luo_session_create(name=0x5, filep=0x6) <-luo_ioctl_create_session
                 init-1 [001] ...1. 1.05: luo_session_alloc(name=0x5) <-luo_session_create
                 init-1 [001] ...1. 1.06: luo_session_insert(sh=0x7, session=0x8) <-luo_session_create
                 init-1 [001] ...1. 1.07: kho_block_set_grow(bs=0x9, count=0x1) <-luo_session_insert
                 init-1 [001] ...1. 1.08: luo_ioctl(filep=0x2, cmd=0xba01, arg=0x4) <-__x64_sys_ioctl
                 init-1 [001] ...1. 1.09: luo_session_retrieve(name=0x5, filep=0x6) <-luo_ioctl_retrieve_session
                 init-1 [001] ...1. 1.10: luo_session_ioctl(filep=0xa, cmd=0xba40, arg=0x4) <-__x64_sys_ioctl
                 init-1 [001] ...1. 1.11: luo_session_preserve_fd(session=0xb, ucmd=0xc) <-luo_session_ioctl
                 init-1 [001] ...1. 1.12: luo_preserve_file(file_set=0xd, token=0x1, fd=9) <-luo_session_preserve_fd
                 init-1 [001] ...1. 1.13: luo_session_ioctl(filep=0xa, cmd=0xba40, arg=0x4) <-__x64_sys_ioctl
                 init-1 [001] ...1. 1.14: luo_session_preserve_fd(session=0xb, ucmd=0xc) <-luo_session_ioctl
                 init-1 [001] ...1. 1.15: luo_preserve_file(file_set=0xd, token=0x2, fd=99) <-luo_session_preserve_fd
                 init-1 [001] ...1. 1.16: kho_block_set_grow(bs=0x9, count=0x1) <-luo_preserve_file
                """);

        // Then
        assertThat(imported.events().stream()
                        .map(event -> event.body().type() + " " + event.body().result()))
                .containsExactly(
                        "LiveUpdateOpened EBUSY",
                        "SessionCreated EEXIST",
                        "SessionRetrieved ENOENT",
                        "FilePreserved EEXIST",
                        "FilePreserved EBADF");
    }
}
