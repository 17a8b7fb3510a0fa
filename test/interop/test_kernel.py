"""jupyter_kernel_test against our kernel: every test of the suite has a sample, and none may fail or be skipped."""
import sys
import unittest

from jupyter_kernel_test import KernelTests


class LabbookKernelTests(KernelTests):
    kernel_name = "labbook"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("test")'
    code_page_something = "%log_param?"
    code_generate_error = 'throw new Error("as expected")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "const answer: number = 41\nanswer + 1", "result": "42"},
    ]
    code_display_data = [
        {"code": 'import * as tslab from "tslab"\ntslab.display.html("<b>bold</b>")', "mime": "text/html"},
        {"code": 'import { display as show } from "tslab"\nshow.png(Buffer.from("iVBORw0KGgo=", "base64"))', "mime": "image/png"},
    ]
    code_clear_output = "clearOutput()"
    code_inspect_sample = "Math.max"
    completion_samples = [
        {"text": "parseIn", "matches": {"parseInt"}},
        {"text": "%log_m", "matches": {"%log_metric"}},
        {"text": "[1].flatM", "matches": {"flatMap"}},
    ]
    complete_code_samples = ["1", "const a = 1", "function f(x: number) {\n  return x\n}", "%lsmagic"]
    incomplete_code_samples = ["function f(x: number) {", "const a = [1,", "const t = `open", "%%time\n1"]
    invalid_code_samples = ["const 1x = 2", "import as x", "let = = 3"]
    code_history_pattern = "6 ? 7*"
    supported_history_operations = ("tail", "range", "search")


result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(LabbookKernelTests))
if result.skipped:
    print("skipped:", [(str(test), reason) for test, reason in result.skipped])
sys.exit(0 if result.wasSuccessful() and not result.skipped and result.testsRun >= 12 else 1)
