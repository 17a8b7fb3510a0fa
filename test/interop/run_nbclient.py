"""nbclient and nbconvert execute a notebook on our kernel, and nbconvert makes a page of it."""
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

KERNEL = {"name": "labbook", "display_name": "TypeScript (labbook)", "language": "typescript"}
CELLS = [
    "%track from-nbclient",
    "const lr: number = 0.1\n%log_param lr {lr}",
    'for (let i = 0; i < 20_000; i++) console.log("line", i)',
    "for (let step = 0; step < 3; step++) {\n  %log_metric loss {1 / (step + 1)} --step {step}\n}\nlr * 2",
    "%runs --columns params.lr,metrics.loss --plot",
]


def notebook(sources):
    made = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    made.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return made


def main():
    import os
    import tempfile

    os.chdir(tempfile.mkdtemp())
    ran = notebook(CELLS)
    NotebookClient(ran, timeout=60, kernel_name="labbook").execute()
    nbformat.validate(ran)
    lines = "".join(output["text"] for output in ran.cells[2].outputs).splitlines()
    assert lines == [f"line {number}" for number in range(20_000)], len(lines)
    assert ran.cells[3].outputs[-1]["data"]["text/plain"] == "0.2", ran.cells[3].outputs
    html = "".join(output["data"].get("text/html", "") for output in ran.cells[4].outputs)
    assert "<table>" in html and "data:image/svg+xml" in html, html[:300]

    failing = notebook(["1", 'const deep = () => { throw new RangeError("too far") }\ndeep()', "2"])
    try:
        NotebookClient(failing, timeout=60, kernel_name="labbook").execute()
        raise AssertionError("a failing cell did not fail the notebook")
    except CellExecutionError as error:
        assert error.ename == "RangeError" and error.evalue == "too far", (error.ename, error.evalue)
    allowed = notebook(['throw new Error("x")', '"runs"'])
    NotebookClient(allowed, timeout=60, kernel_name="labbook", allow_errors=True).execute()
    assert allowed.cells[1].outputs[0]["data"]["text/plain"] == "'runs'", allowed.cells[1].outputs

    slow = notebook(["for (;;) {}", '"still here"'])
    NotebookClient(slow, timeout=3, kernel_name="labbook", interrupt_on_timeout=True, allow_errors=True).execute()
    assert slow.cells[0].outputs[0]["ename"] == "KeyboardInterrupt", slow.cells[0].outputs
    assert slow.cells[1].outputs[0]["data"]["text/plain"] == "'still here'", slow.cells[1].outputs

    page, _ = HTMLExporter(preprocessors=[ExecutePreprocessor(kernel_name="labbook")]).from_notebook_node(notebook(CELLS))
    assert "from-nbclient" in page and "data:image/svg+xml" in page
    print("nbclient: 20,000 lines, errors, an interrupt by time-out; nbconvert: executed page with table and picture")


main()
