import csv
import socket
import threading

inbox = {}
lock = threading.Lock()


def carregar_usuarios():
    with open('usuarios.csv', encoding='utf-8') as arquivo:
        for linha in csv.DictReader(arquivo):
            inbox[linha['usuario']] = []


def registrar(remetente, destinatario, texto):
    with open('mensagens.csv', 'a', newline='', encoding='utf-8') as arquivo:
        csv.writer(arquivo).writerow([remetente, destinatario, texto])


def entregar(conn, usuario):
    with lock:
        mensagens = inbox[usuario]
        inbox[usuario] = []
    for remetente, texto in mensagens:
        conn.send(f'@{remetente} {texto}'.encode())
        registrar(remetente, usuario, texto)
    conn.send('f'.encode())


def tratar_cliente(conn, addr):
    try:
        usuario = conn.recv(1024).decode()
        if usuario not in inbox:
            print('Usuário desconhecido:', usuario)
            return
        print(usuario, 'entrou', addr)
        entregar(conn, usuario)
        while True:
            dados = conn.recv(1024)
            if not dados:
                break
            mensagem = dados.decode()
            if mensagem.startswith('@') and ' ' in mensagem:
                destinatario, texto = mensagem[1:].split(' ', 1)
                with lock:
                    if destinatario in inbox:
                        inbox[destinatario].append((usuario, texto))
            entregar(conn, usuario)
        print(usuario, 'saiu')
    except (OSError, UnicodeDecodeError) as erro:
        print('Erro:', erro)
    finally:
        conn.close()


def main():
    carregar_usuarios()
    servidor = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    servidor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    servidor.bind(('127.0.0.1', 3333))
    servidor.listen(5)
    print('Servidor esperando na porta 3333...')
    while True:
        conn, addr = servidor.accept()
        threading.Thread(target=tratar_cliente, args=(conn, addr)).start()


main()
