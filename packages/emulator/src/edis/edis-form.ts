/**
 * The form that submits itself to the depository, as the broker returns it: HTML inside JSON, with its quotes escaped a second time. A
 * client must unescape it before it can be shown.
 */
export function edisForm(cdslUrl: string, requestId: string): string {
  const html = [
    '<!DOCTYPE html> <html> <script>window.onload= function()',
    '{submit()};function submit(){ document.getElementById("submitbtn").click();} </script>',
    `<body onload="submit()"> <form name="frmDIS" method="post" action="${cdslUrl}" style="display: none">`,
    `<input name="ReqId" value="${requestId}" /> <input type="submit" id="submitbtn" /> </form> </body> </html>`,
  ].join(' ');
  return html.replaceAll('"', '\\"');
}
